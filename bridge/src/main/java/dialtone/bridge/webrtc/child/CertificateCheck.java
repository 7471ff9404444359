package dialtone.bridge.webrtc.child;

import dialtone.signaling.identity.DtlsCertificate;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** libwebrtc ends the process over a certificate that it cannot read or that is not its key's (RTC_CHECK), so nothing reaches it unchecked. */
final class CertificateCheck {

    private static final int P256_BITS = 256;
    private static final byte[] SAMPLE = {1};

    private CertificateCheck() {}

    /** @throws GeneralSecurityException what is wrong, for people */
    static void check(DtlsCertificate certificate) throws GeneralSecurityException {
        PrivateKey key;
        X509Certificate x509;
        try {
            key = KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(certificate.privateKey().toArray()));
            x509 = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(certificate.certificate().toArray()));
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            throw new GeneralSecurityException("the DTLS certificate or its key cannot be read", unreadable);
        }
        if (!(x509.getPublicKey() instanceof ECPublicKey publicKey)
                || publicKey.getParams().getOrder().bitLength() != P256_BITS) {
            throw new GeneralSecurityException("the DTLS certificate is not for a key on P-256");
        }
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(SAMPLE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the DTLS certificate is not that of its key");
        }
        x509.verify(publicKey);
    }
}
