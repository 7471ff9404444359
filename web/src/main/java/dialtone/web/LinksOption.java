package dialtone.web;

import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Who holds the links to friends ({@code docs/architecture.md}, "Who holds a link"). */
final class LinksOption {

    enum Holder {
        NATIVE,
        BROWSER
    }

    /** {@code tell}: for the user, when the native peer cannot run here. */
    record Choice(Holder holder, Consumer<String> tell) {}

    @Option(
            names = "--links",
            paramLabel = "native|browser",
            defaultValue = "native",
            converter = HolderName.class,
            description =
                    "Who holds the links to friends: Dialtone itself, so that they are there before a page is open and"
                            + " stay when it is closed; or the page, so that they come and go with it (default: native;"
                            + " browser where the native library cannot run).")
    private Holder holder = Holder.NATIVE;

    Choice choice(Consumer<String> tell) {
        return new Choice(holder, tell);
    }

    static final class HolderName implements ITypeConverter<Holder> {
        @Override
        public Holder convert(String value) {
            for (Holder each : Holder.values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return each;
                }
            }
            throw new TypeConversionException("expected native or browser, got " + value);
        }
    }
}
