/**
 * The Dialtone protocol as a library: start at {@link dialtone.signaling}. It needs the JDK and Bouncy Castle's provider, and shows nothing of the latter.
 *
 * <p>{@code docs/library.md} leads from nothing to a sealed invitation.
 */
module dialtone.signaling {
    requires org.bouncycastle.provider;

    exports dialtone.signaling;
    exports dialtone.signaling.crypto;
    exports dialtone.signaling.descriptor;
    exports dialtone.signaling.frame;
    exports dialtone.signaling.handshake;
    exports dialtone.signaling.identity;
    exports dialtone.signaling.link;
    exports dialtone.signaling.reunion;
}
