package dialtone.web;

import java.util.Locale;

/** Numbers of bytes, as people read them: 999 bytes, 1.5 kB, 12.0 MB (powers of 1000, as the page has them). */
final class Sizes {

    private static final String UNITS = "kMGTPE";

    private Sizes() {}

    static String words(long bytes) {
        if (bytes < 1000) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, UNITS.charAt(unit));
    }
}
