package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.ContactCard;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.DtlsCertificate;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.SafetyNumber;
import dialtone.signaling.identity.WarpWallet;
import java.util.Map;

/** Sections 2, 3 and 11. */
final class IdentityKinds {

    private IdentityKinds() {}

    static Map<String, Kinds.Kind> all() {
        return Map.of(
                "identity", IdentityKinds::identity,
                "day key", IdentityKinds::dayKey,
                "private day key", IdentityKinds::privateDayKey,
                "safety number", IdentityKinds::safetyNumber,
                "certificate", IdentityKinds::certificate,
                "WarpWallet seed", IdentityKinds::warpWalletSeed,
                "brain wallet", IdentityKinds::brainWallet,
                "write card", IdentityKinds::writeCard,
                "read card", IdentityKinds::readCard);
    }

    private static ObjectNode identity(Inputs in) {
        Identity identity = in.person();
        return Inputs.of(
                "seed", identity.walletSeed(),
                "private_key", identity.key().secret(),
                "identity_key", identity.publicKey().bytes());
    }

    private static ObjectNode dayKey(Inputs in) {
        PublicKey key = DayKey.of(in.key("identity_key"), in.network(), in.day("day"));
        return Inputs.of("day_key", key.bytes(), "hash160", key.hash160());
    }

    private static ObjectNode privateDayKey(Inputs in) {
        PrivateKey key = in.person().dayKey(in.day("day"));
        return Inputs.of(
                "private_day_key", key.secret(), "day_key", key.publicKey().bytes());
    }

    private static ObjectNode safetyNumber(Inputs in) {
        return Inputs.of(
                "digits", SafetyNumber.of(in.key("alice"), in.key("bob")).digits());
    }

    private static ObjectNode certificate(Inputs in) {
        DtlsCertificate certificate = in.person().certificateFor(in.key("friend"));
        return Inputs.of(
                "private_key", certificate.privateKey(),
                "certificate", certificate.certificate(),
                "fingerprint", certificate.fingerprint());
    }

    private static ObjectNode warpWalletSeed(Inputs in) {
        return Inputs.of("seed", WarpWallet.seed(in.text("passphrase"), in.text("salt"), done -> {}));
    }

    private static ObjectNode brainWallet(Inputs in) {
        Identity identity = WarpWallet.identity(in.text("passphrase"), in.text("salt"), in.network(), done -> {});
        return Inputs.of(
                "seed",
                identity.walletSeed(),
                "identity_key",
                identity.publicKey().bytes());
    }

    private static ObjectNode writeCard(Inputs in) {
        ContactCard card =
                new ContactCard(in.network(), in.key("identity_key"), ContactCard.cleanName(in.text("typed_name")));
        return Inputs.of("name", card.name(), "text", card.text(), "link", card.link());
    }

    private static ObjectNode readCard(Inputs in) {
        ContactCard card = ContactCard.parse(in.text("text"));
        return Inputs.of(
                "network", card.chain().label(), "identity_key", card.key().bytes(), "name", card.name());
    }
}
