package dialtone.signaling.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** The 2048 English words of BIP-39, in their order, which is alphabetical. */
final class WordList {

    static final WordList ENGLISH = new WordList("bip39-english.txt");

    private static final int SIZE = 2048;

    private final List<String> words;

    private WordList(String resource) {
        try (InputStream in = WordList.class.getResourceAsStream(resource)) {
            words = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (words.size() != SIZE) {
            throw new IllegalStateException(resource + " has " + words.size() + " words, not " + SIZE);
        }
    }

    String get(int number) {
        return words.get(number);
    }

    /** The word's number, or something negative. */
    int indexOf(String word) {
        return Collections.binarySearch(words, word);
    }
}
