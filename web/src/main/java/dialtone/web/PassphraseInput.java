package dialtone.web;

import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.vault.VaultException;
import dialtone.web.server.BridgeApi;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where passphrases come from: a file, the terminal without echo, or standard input. Never the command line or the environment, which other programs and the shell's
 * history can read.
 */
final class PassphraseInput {

    private static final int TRIES = 3;

    /** A thousand characters of up to four bytes. */
    private static final int MOST_BYTES = 4_000;

    private final Optional<Path> file;
    private final PrintWriter talk;

    PassphraseInput(Optional<Path> file, PrintWriter talk) {
        this.file = file;
        this.talk = talk;
    }

    /** Opens sealed keys, or says how they can be opened. */
    void unlock(BridgeApi bridge, DataDir dir) throws IOException {
        if (!bridge.owner().locked()) {
            return;
        }
        if (file.isEmpty() && System.console() == null) {
            throw new CommandFailure("The keys in " + dir.path()
                    + " are sealed with a passphrase. Run this at a terminal, which asks for it, or name a file that"
                    + " holds it: --passphrase-file FILE");
        }
        if (!tryToUnlock(bridge, "Passphrase: ")) {
            throw new CommandFailure("Nothing was done: no passphrase was given.");
        }
    }

    /** The same, where it may as well stay locked until somebody opens it in the page. */
    void offerToUnlock(BridgeApi bridge) throws IOException {
        if (!bridge.owner().locked()) {
            return;
        }
        boolean canAsk = file.isPresent() || System.console() != null;
        if (!canAsk || !tryToUnlock(bridge, "Passphrase (Enter alone: unlock in the page): ")) {
            talk.println("The keys are sealed: nothing connects until you unlock them in the page.");
            talk.flush();
        }
    }

    /** False: the user gave none. */
    private boolean tryToUnlock(BridgeApi bridge, String prompt) throws IOException {
        for (int tries = 1; ; tries++) {
            try (Passphrase passphrase = current(prompt)) {
                if (passphrase.isEmpty()) {
                    return false;
                }
                tell("Checking it takes about a second.");
                bridge.unlock(passphrase);
                return true;
            } catch (VaultException e) {
                boolean typed = file.isEmpty() && System.console() != null;
                if (!typed || tries == TRIES || e.reason() != VaultException.Reason.WRONG) {
                    throw e;
                }
                tell(e.getMessage());
            }
        }
    }

    /** The one that is set. Without a file or a terminal the next line of standard input. */
    Passphrase current(String prompt) throws IOException {
        if (file.isPresent()) {
            return firstLine(file.get());
        }
        Console console = System.console();
        return console == null ? nextLine(System.in) : typed(console, prompt);
    }

    /** A new one that is strong enough; at the terminal it is asked for twice, and one is made when none is typed. */
    Passphrase fresh(Optional<Path> newFile) throws IOException {
        Console console = System.console();
        if (newFile.isPresent() || console == null) {
            return (newFile.isPresent() ? firstLine(newFile.get()) : nextLine(System.in)).requireStrong();
        }
        while (true) {
            Passphrase fresh = typed(
                    console,
                    "New passphrase, at least " + Passphrase.FEWEST_CHARACTERS
                            + " characters (Enter alone: make one for me): ");
            if (fresh.isEmpty()) {
                fresh = Passphrase.generate(new SecureRandom());
                console.printf("Write this down, where nobody else finds it:%n%n  %s%n%n", fresh.text());
            }
            try {
                fresh.requireStrong();
            } catch (VaultException weak) {
                tell(weak.getMessage());
                continue;
            }
            try (Passphrase again = typed(console, "The same again: ")) {
                if (again.isSameAs(fresh)) {
                    return fresh;
                }
            }
            tell("The two are not the same. Once more from the beginning.");
        }
    }

    private void tell(String words) {
        talk.println(words);
        talk.flush();
    }

    private static Passphrase typed(Console console, String prompt) {
        char[] typed = console.readPassword("%s", prompt);
        return Passphrase.of(typed == null ? new char[0] : typed);
    }

    private Passphrase firstLine(Path path) throws IOException {
        if (Files.isRegularFile(path) && OwnerOnly.isOpenToOthers(path)) {
            tell("Warning: other users can read " + path + ". Make it yours alone: chmod 600 " + path);
        }
        try (InputStream in = Files.newInputStream(path)) {
            Passphrase passphrase = nextLine(in);
            if (passphrase.isEmpty()) {
                throw new CommandFailure(path + " has no passphrase in its first line.");
            }
            return passphrase;
        }
    }

    /** Byte for byte, because a reader would take what belongs to the next one. */
    private static Passphrase nextLine(InputStream in) throws IOException {
        byte[] line = new byte[MOST_BYTES];
        try {
            int size = 0;
            for (int next = in.read(); next != -1 && next != '\n'; next = in.read()) {
                if (size == line.length) {
                    throw new CommandFailure("Expected a passphrase of at most " + MOST_BYTES + " bytes.");
                }
                line[size++] = (byte) next;
            }
            if (size > 0 && line[size - 1] == '\r') {
                size--;
            }
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, size));
            char[] typed = new char[text.remaining()];
            text.get(typed);
            Arrays.fill(text.array(), '\0');
            return Passphrase.of(typed);
        } catch (CharacterCodingException e) {
            throw new CommandFailure("Expected a passphrase in UTF-8, got other bytes.");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }
}
