package dialtone.bridge.bitcoin;

import dialtone.signaling.Outpoint;

/** An output that pays a key of ours. */
record WalletCoin(Outpoint outpoint, long valueSat, Keys.Path path, boolean confirmed) {}
