package dialtone.bridge.link.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "photo.jpg|photo.jpg",
                "Übung 3 – Lösung.pdf|Übung 3 – Lösung.pdf",
                "年賀状.png|年賀状.png",
                "../../etc/passwd|_.._etc_passwd",
                "..\\..\\boot.ini|_.._boot.ini",
                "/etc/shadow|_etc_shadow",
                "C:\\x.txt|C__x.txt",
                ".bashrc|bashrc",
                "...|file",
                "..|file",
                " .  . x|x",
                "a.txt. . |a.txt",
                "CON|_CON",
                "nul.tar.gz|_nul.tar.gz",
                "com1 .txt|_com1 .txt",
                "LPT².log|_LPT².log",
                "console.txt|console.txt",
                "Desktop.ini|_Desktop.ini",
                "-rf|_rf",
                "~root|_root",
                "x∕y|x_y"
            })
    void aNameIsMadeHarmless(String theirs, String ours) {
        assertThat(FileNames.clean(theirs)).isEqualTo(ours);
    }

    @Test
    void whatCannotBeSeenIsTakenOut() {
        assertThat(FileNames.clean("invoice\u202Efdp.exe")).isEqualTo("invoicefdp.exe");
        assertThat(FileNames.clean("a\u0000b\n\tc\u2028d\u200Be\uFEFFf\uD800g")).isEqualTo("abcdefg");
        assertThat(FileNames.clean("\u202E\u200B")).isEqualTo("file");
        assertThat(FileNames.clean("\u200B.hidden")).isEqualTo("hidden");
        assertThat(FileNames.clean("\u00A0\u3000.hidden")).isEqualTo("hidden");
        assertThat(FileNames.clean("")).isEqualTo("file");
        assertThat(FileNames.clean("a<b>c\"d|e?f*")).isEqualTo("a_b_c_d_e_f_");
    }

    @Test
    void aLongNameKeepsItsExtension() {
        String name = FileNames.clean("ü".repeat(500) + ".tar");
        assertThat(name).endsWith("ü.tar").startsWith("üü");
        assertThat(bytes(name)).isBetween(FileNames.MOST_BYTES - 2, FileNames.MOST_BYTES);
        assertThat(FileNames.clean("x." + "y".repeat(500))).startsWith("x.yyy").hasSize(FileNames.MOST_BYTES - 1);
    }

    @Test
    void theNextFreeNameIsNumbered() {
        assertThat(FileNames.numbered("a.txt", 1)).isEqualTo("a.txt");
        assertThat(FileNames.numbered("a.txt", 2)).isEqualTo("a (2).txt");
        assertThat(FileNames.numbered("README", 3)).isEqualTo("README (3)");
    }

    @Test
    void whateverComesTheNameIsOneThatCanBeUsed() {
        usable(new Random().nextLong());
        usable(8102962603477696638L); // a reserved name of the greatest length
    }

    private static void usable(long seed) {
        Random random = new Random(seed);
        String awkward = "./\\: .-~\u202e\u0000con\ud83d\ude00\u0301\u00a0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(300); length > 0; length--) {
                text.append(
                        random.nextBoolean()
                                ? awkward.charAt(random.nextInt(awkward.length()))
                                : (char) random.nextInt(0x10000));
            }
            String name = FileNames.clean(text.toString());
            assertThat(name)
                    .as("seed " + seed)
                    .isNotEmpty()
                    .doesNotContain("/", "\\", "\u0000")
                    .doesNotStartWith(".");
            assertThat(bytes(name)).as("seed " + seed).isLessThanOrEqualTo(FileNames.MOST_BYTES);
            assertThat(FileNames.clean(name)).as("seed " + seed).isEqualTo(name);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
