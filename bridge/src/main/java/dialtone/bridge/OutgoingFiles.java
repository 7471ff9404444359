package dialtone.bridge;

import dialtone.bridge.link.file.Transfer;
import dialtone.signaling.MalformedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that a page gave us to send: a page has no path to give. Ours, for the owner's eyes, until the transfer is over. */
final class OutgoingFiles {
    /** What must stay free on the disk: the database is on it, too. */
    private static final long LEFT_FREE = 64L * 1024 * 1024;

    private static final int STEP = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingFiles.class);

    private final Path folder;
    private final SecureRandom random;
    /** Not offered yet: no transfer says that they are wanted. */
    private final Set<Path> fresh = ConcurrentHashMap.newKeySet();

    OutgoingFiles(Path folder, SecureRandom random) {
        this.folder = folder.toAbsolutePath();
        this.random = random;
    }

    /** Waits for the bytes, exactly so many. */
    Path keep(InputStream bytes, long size) throws IOException {
        Files.createDirectories(folder, privately("rwx------"));
        long room = Files.getFileStore(folder).getUsableSpace() - LEFT_FREE;
        if (size > room) {
            throw new MalformedException(
                    "file to send", "at most " + Math.max(0, room) + " bytes, for which the disk has room", size + "");
        }
        byte[] name = new byte[16];
        random.nextBytes(name);
        Path file = folder.resolve(HexFormat.of().formatHex(name));
        fresh.add(file);
        try {
            write(bytes, size, file);
        } catch (IOException | RuntimeException e) {
            delete(file);
            throw e;
        }
        return file;
    }

    private static void write(InputStream bytes, long size, Path file) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (OutputStream out = Channels.newOutputStream(FileChannel.open(file, fresh, privately("rw-------")))) {
            byte[] buffer = new byte[STEP];
            for (long rest = size; rest > 0; ) {
                int count = bytes.read(buffer, 0, (int) Math.min(rest, STEP));
                if (count < 0) {
                    throw new EOFException("the file broke off " + rest + " bytes before its end");
                }
                write(out, buffer, count);
                rest -= count;
            }
        }
    }

    private static void write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw new MalformedException("file to send", "one that the disk takes", String.valueOf(e.getMessage()));
        }
    }

    /** From now on its transfer says how long it is wanted. */
    void offered(Path file) {
        fresh.remove(file);
    }

    void changed(Transfer transfer) {
        if (transfer.mine() && transfer.state().isOver() && isOurs(transfer.path())) {
            delete(transfer.path());
        }
    }

    private boolean isOurs(Path file) {
        return folder.equals(file.getParent());
    }

    List<Path> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            LOG.warn("The folder of files to send cannot be read", e);
            return List.of();
        }
    }

    /** The others are of friends who are none any more, or were being written when the process ended. */
    void keepOnly(List<Transfer> unfinished) {
        Set<Path> wanted = new HashSet<>(unfinished.stream().map(Transfer::path).toList());
        all().stream()
                .filter(file -> !wanted.contains(file) && !fresh.contains(file))
                .forEach(this::delete);
    }

    void delete(Path file) {
        fresh.remove(file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("A file that was sent cannot be deleted; it is tried again at the next start: {}", e.toString());
        }
    }

    private static FileAttribute<?>[] privately(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
