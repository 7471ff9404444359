package dialtone.signaling.identity;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/**
 * A self-signed P-256 certificate that comes out of a seed, byte for byte the same each time: a native peer needs no file for it, and its friends can pin the fingerprint
 * for good ({@code docs/protocol.md}, section 11). Browsers cannot import one.
 *
 * <p>{@code privateKey}: PKCS#8, DER. {@code certificate}: X.509, DER.
 */
public record DtlsCertificate(Bytes privateKey, Bytes certificate) {

    private static final String LABEL = "dialtone/1/DTLS key";
    private static final int WIDE_SCALAR_BYTES = 48;
    private static final ECDomainParameters P256 = p256();
    private static final AlgorithmIdentifier ECDSA_WITH_SHA256 =
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final AlgorithmIdentifier EC_KEY =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);

    /** As libwebrtc names its own: the certificate is sent in the clear, and tells nobody that it is ours. */
    private static final X500Name NAME = new X500Name("CN=WebRTC");

    /** Fixed, or the bytes would differ from one start to the next. */
    private static final String NOT_BEFORE = "200101000000Z";

    private static final String NOT_AFTER = "491231235959Z";

    /** {@code context}: who it is for, as a friend's key. DTLS 1.2 shows certificates to everybody on the way: one for all friends would link them. */
    public static DtlsCertificate derive(Bytes seed, Bytes context) {
        Bytes info = new ByteWriter().ascii(LABEL).bytes(context).toBytes();
        Bytes wide = Hkdf.derive(seed, Bytes.EMPTY, info, WIDE_SCALAR_BYTES);
        // 48 bytes modulo n - 1, and 1: as good as uniform over 1 to n - 1 (FIPS 186-5, appendix A.2.1).
        BigInteger scalar = new BigInteger(1, wide.toArray())
                .mod(P256.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        byte[] point = P256.getG().multiply(scalar).normalize().getEncoded(false);
        byte[] tbs = toBeSigned(point);
        DERSequence certificate =
                sequence(TBSCertificate.getInstance(tbs), ECDSA_WITH_SHA256, new DERBitString(signature(scalar, tbs)));
        try {
            PrivateKeyInfo key = new PrivateKeyInfo(
                    EC_KEY, new ECPrivateKey(P256.getN().bitLength(), scalar, new DERBitString(point), null));
            return new DtlsCertificate(
                    Bytes.of(key.getEncoded(ASN1Encoding.DER)), Bytes.of(certificate.getEncoded(ASN1Encoding.DER)));
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
    }

    /** What stands in an SDP and is pinned (RFC 8122, section 5). */
    public Bytes fingerprint() {
        return Hashes.sha256(certificate);
    }

    /** Secret. */
    public String privateKeyPem() {
        return pem("PRIVATE KEY", privateKey);
    }

    public String certificatePem() {
        return pem("CERTIFICATE", certificate);
    }

    private static byte[] toBeSigned(byte[] point) {
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        // RFC 5280, section 4.1.2.2: positive and at most 20 bytes.
        byte[] serial = Hashes.sha256(Bytes.of(point)).slice(0, 8).toArray();
        generator.setSerialNumber(new ASN1Integer(new BigInteger(1, serial)));
        generator.setSignature(ECDSA_WITH_SHA256);
        generator.setIssuer(NAME);
        generator.setSubject(NAME);
        generator.setStartDate(new Time(new DERUTCTime(NOT_BEFORE)));
        generator.setEndDate(new Time(new DERUTCTime(NOT_AFTER)));
        generator.setSubjectPublicKeyInfo(new SubjectPublicKeyInfo(EC_KEY, point));
        try {
            return generator.generateTBSCertificate().getEncoded(ASN1Encoding.DER);
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
    }

    /** The nonce of RFC 6979: the same signature each time. */
    private static byte[] signature(BigInteger scalar, byte[] tbs) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(scalar, P256));
        BigInteger[] rs = signer.generateSignature(Hashes.sha256(Bytes.of(tbs)).toArray());
        try {
            return sequence(new ASN1Integer(rs[0]), new ASN1Integer(rs[1])).getEncoded(ASN1Encoding.DER);
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
    }

    private static DERSequence sequence(ASN1Encodable... elements) {
        ASN1EncodableVector vector = new ASN1EncodableVector();
        for (ASN1Encodable element : elements) {
            vector.add(element);
        }
        return new DERSequence(vector);
    }

    private static String pem(String what, Bytes der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray());
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    private static ECDomainParameters p256() {
        X9ECParameters parameters = CustomNamedCurves.getByName("P-256");
        return new ECDomainParameters(parameters);
    }

    @Override
    public String toString() {
        return "DtlsCertificate[" + fingerprint().hex() + "]";
    }
}
