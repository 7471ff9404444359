package dialtone.bridge.link.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a harmless name for a file of what a friend calls it. */
final class FileNames {

    /** Less than the 255 of most file systems, so that " (2)" fits. */
    static final int MOST_BYTES = 200;

    private static final int LONGEST_EXTENSION = 20;

    /** Controls; format characters, among them those that change the direction of text and so make {@code exe.txt} of {@code txt.exe}; lone surrogates; private use; line ends. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\x{115f}\\x{1160}\\x{3164}\\x{ffa0}]");

    private static final Pattern SEPARATORS =
            Pattern.compile("[/\\\\:*?\"<>|\\x{2044}\\x{2215}\\x{29f5}\\x{29f8}\\x{ff0f}\\x{ff3c}]");

    /** What a shell or a program would take for something else than a name. */
    private static final Pattern LEADING = Pattern.compile("^[-~]");

    /** "Naming Files, Paths, and Namespaces" of the Windows documentation; and files that its Explorer reads on its own. */
    private static final Pattern RESERVED =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\\..*)?");

    private static final Set<String> READ_BY_THE_SYSTEM = Set.of("desktop.ini", "autorun.inf", "thumbs.db");

    private FileNames() {}

    static String clean(String theirs) {
        String visible = INVISIBLE.matcher(theirs).replaceAll("");
        String name = Normalizer.normalize(visible, Normalizer.Form.NFC);
        name = SEPARATORS.matcher(name).replaceAll("_").replaceAll("\\p{Zs}", " ");
        name = name.replaceFirst("^[. ]+", "");
        name = LEADING.matcher(name).replaceFirst("_");
        // Before it is shortened, so that there is room; and after it, when what made the difference was cut off.
        name = notReserved(withoutTrailingDots(shorten(notReserved(name))));
        return name.isEmpty() ? "file" : name;
    }

    private static String notReserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return RESERVED.matcher(lower).matches() || READ_BY_THE_SYSTEM.contains(lower) ? "_" + name : name;
    }

    /** "a.txt" and 2 give "a (2).txt". */
    static String numbered(String name, int number) {
        if (number == 1) {
            return name;
        }
        int dot = extension(name);
        return name.substring(0, dot) + " (" + number + ")" + name.substring(dot);
    }

    /** Where the extension begins, its dot included. */
    private static int extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && bytes(name.substring(dot)) <= LONGEST_EXTENSION ? dot : name.length();
    }

    private static String shorten(String name) {
        if (bytes(name) <= MOST_BYTES) {
            return name;
        }
        int dot = extension(name);
        String extension = name.substring(dot);
        StringBuilder stem = new StringBuilder();
        int room = MOST_BYTES - 1 - bytes(extension);
        for (int character : name.substring(0, dot).codePoints().toArray()) {
            room -= bytes(Character.toString(character));
            if (room < 0) {
                break;
            }
            stem.appendCodePoint(character);
        }
        return stem + extension;
    }

    /** Windows drops them, and would so make another name of it. */
    private static String withoutTrailingDots(String name) {
        return name.replaceFirst("[. ]+$", "");
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
