package dialtone.bridge.tab;

import io.nayuki.qrcodegen.QrCode;

/** QR codes as the page draws them: an SVG path of unit squares, so that no HTML travels. */
public final class QrCodes {
    /** ISO/IEC 18004 section 9.1: a quiet zone of four modules. */
    private static final int QUIET_ZONE = 4;

    private QrCodes() {}

    /** Error correction level M. Upper-case text packs into alphanumeric mode and gives a smaller code. */
    public static ToBrowser.Qr of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append("h1v1h-1z");
                }
            }
        }
        return new ToBrowser.Qr(code.size + 2 * QUIET_ZONE, path.toString());
    }
}
