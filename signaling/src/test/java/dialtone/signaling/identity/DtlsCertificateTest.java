package dialtone.signaling.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Peers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Date;
import org.junit.jupiter.api.Test;

class DtlsCertificateTest {

    private final DtlsCertificate certificate =
            Peers.alice().certificateFor(Peers.bob().publicKey());

    @Test
    void the_same_seed_and_friend_give_the_same_bytes() {
        assertThat(Peers.alice().certificateFor(Peers.bob().publicKey())).isEqualTo(certificate);
    }

    @Test
    void another_friend_network_or_person_gives_another_key() {
        assertThat(Peers.alice().certificateFor(Peers.carol().publicKey()).fingerprint())
                .isNotEqualTo(certificate.fingerprint());
        assertThat(Peers.alice(Chain.SIGNET)
                        .certificateFor(Peers.bob().publicKey())
                        .fingerprint())
                .isNotEqualTo(certificate.fingerprint());
        assertThat(Peers.carol().certificateFor(Peers.bob().publicKey()).fingerprint())
                .isNotEqualTo(certificate.fingerprint());
    }

    /** Read by the JDK, whose reader is not ours. */
    @Test
    void it_is_a_certificate_that_its_own_key_signed() throws Exception {
        X509Certificate read = read();
        read.verify(read.getPublicKey());

        assertThat(read.getVersion()).isEqualTo(3);
        assertThat(read.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(read.getSubjectX500Principal().getName()).isEqualTo("CN=WebRTC");
        read.checkValidity(Date.from(Peers.NOON));
        assertThat(Bytes.of(MessageDigest.getInstance("SHA-256").digest(read.getEncoded())))
                .isEqualTo(certificate.fingerprint());
    }

    @Test
    void the_private_key_belongs_to_it() throws Exception {
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(
                        new PKCS8EncodedKeySpec(certificate.privateKey().toArray()));
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key);
        signer.update(new byte[] {1, 2, 3});
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(read());
        verifier.update(new byte[] {1, 2, 3});

        assertThat(verifier.verify(signature)).isTrue();
        assertThat(certificate.privateKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void printed_it_shows_the_fingerprint_alone() {
        assertThat(certificate.toString())
                .contains(certificate.fingerprint().hex())
                .doesNotContain(certificate.privateKey().hex().substring(60, 80));
    }

    private X509Certificate read() throws Exception {
        byte[] pem = certificate.certificatePem().getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }
}
