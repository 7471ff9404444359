package dialtone.bridge;

import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;

/** The browser's tab holds the links: it makes the connections, and lets go of them by the call's state. */
final class TabHolds implements Holder {
    private final Tabs tabs;

    TabHolds(Tabs tabs) {
        this.tabs = tabs;
    }

    @Override
    public void answer(Call call, Descriptor offer) {
        tabs.send(new ToBrowser.OfferReady(call.id, call.friend.hex(), offer.toOfferSdp(), call.automatic));
    }

    @Override
    public void dial(Call call, Descriptor offer, IceCredentials ours, Bytes expected) {
        tabs.send(new ToBrowser.DialReady(
                call.id,
                call.friend.hex(),
                offer.toOfferSdp(),
                call.automatic,
                ours.ufrag(),
                ours.pwd(),
                expected.hex()));
    }

    @Override
    public void expectDial(Call call, Descriptor synthesized) {
        tabs.send(new ToBrowser.DialExpected(call.id, synthesized.toAnswerSdp()));
    }

    @Override
    public void apply(Call call, Descriptor answer) {
        tabs.send(new ToBrowser.AnswerReady(call.id, answer.toAnswerSdp()));
    }

    @Override
    public void over(Call call) {}

    @Override
    public boolean isThere() {
        return tabs.isThere();
    }
}
