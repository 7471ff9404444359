package dialtone.bridge.bitcoin.node;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.bitcoinj.base.internal.ByteUtils;
import org.bitcoinj.crypto.ECKey;

/** The directory of one node, readable by its owner alone and held by one process: {@code lock}, {@code treasury.key}, {@code blocks.dat}. */
final class DataDir implements Closeable {
    private static final int KEY_HEX_CHARS = 64;

    private final Path dir;
    private final FileChannel lock;

    private DataDir(Path dir, FileChannel lock) {
        this.dir = dir;
        this.lock = lock;
    }

    static DataDir open(Path dir) throws IOException {
        Path parent = dir.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        if (!Files.isDirectory(dir)) {
            Files.createDirectory(dir, ownerOnly(parent, "rwx------"));
        }
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileChannel lock = FileChannel.open(dir.resolve("lock"), options, ownerOnly(dir, "rw-------"));
        boolean held = false;
        try {
            held = lock.tryLock() != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            held = false;
        } finally {
            if (!held) {
                lock.close();
            }
        }
        if (!held) {
            throw new IOException(dir + " is in use by another node: stop that one first");
        }
        return new DataDir(dir, lock);
    }

    BlockFile blocks() throws IOException {
        return BlockFile.open(dir.resolve("blocks.dat"));
    }

    /** The key is on disk before the first coin is mined to it. */
    ECKey treasuryKey(SecureRandom random, boolean chainExists) throws IOException {
        Path path = dir.resolve("treasury.key");
        if (Files.exists(path)) {
            String hex = Files.readString(path, StandardCharsets.US_ASCII).trim();
            if (hex.length() != KEY_HEX_CHARS || !hex.matches("[0-9a-f]+")) {
                throw new IOException(path + ": expected " + KEY_HEX_CHARS + " hex digits; restore the file, or move "
                        + dir + " away to start a new chain");
            }
            return ECKey.fromPrivate(ByteUtils.parseHex(hex));
        }
        if (chainExists) {
            throw new IOException(path + " is missing but the chain is there: restore the file, or move " + dir
                    + " away to start a new chain");
        }
        ECKey key = new ECKey(random);
        Path temporary = dir.resolve("treasury.key.new");
        Files.deleteIfExists(temporary);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (FileChannel file = FileChannel.open(temporary, options, ownerOnly(dir, "rw-------"))) {
            ByteBuffer text = ByteBuffer.wrap((key.getPrivateKeyAsHex() + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                file.write(text);
            }
            file.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }

    /** Permissions to create a file or directory with, where the file system knows them. */
    static FileAttribute<?>[] ownerOnly(Path where, String permissions) throws IOException {
        boolean posix = Files.getFileStore(where).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException released) {
            // The lock is gone with the channel, and nothing was written through it.
        }
    }
}
