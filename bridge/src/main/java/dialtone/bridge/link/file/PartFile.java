package dialtone.bridge.link.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What has come of a file: beside the place where it will appear, so that moving it there is one step of the file system. Only its owner may read it, and nobody may execute
 * it. Its name begins with a dot, which no name that a friend gives does.
 */
final class PartFile implements Closeable {

    private static final int MOST_OF_ONE_NAME = 10_000;

    private final Path path;
    private final FileChannel file;

    PartFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static Path path(Path folder, String friend, String id) {
        return folder.resolve(".dialtone-" + friend.substring(0, Math.min(16, friend.length())) + "-" + id + ".part");
    }

    static PartFile open(Path folder, String friend, String id) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, privately("rwx------"));
        }
        Path path = path(folder, friend, id);
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        return new PartFile(path, FileChannel.open(path, options, privately("rw-------")));
    }

    private static FileAttribute<?>[] privately(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    long length() throws IOException {
        return file.size();
    }

    int read(ByteBuffer into, long from) throws IOException {
        return file.read(into, from);
    }

    void truncate(long length) throws IOException {
        file.truncate(length);
        file.position(length);
    }

    void append(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
    }

    void force() throws IOException {
        file.force(true);
    }

    long room() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /**
     * Gives the whole file its name, or the next free one like it; never that of a file which is there. Doing it again after a crash gives the same file, not a second one.
     *
     * @param chosen hears the place before the file is there, to write it down
     */
    static Path place(Path part, Path folder, String name, Consumer<Path> chosen) throws IOException {
        for (int number = 1; number <= MOST_OF_ONE_NAME; number++) {
            Path place = folder.resolve(FileNames.numbered(name, number));
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                if (!Files.isSymbolicLink(place) && Files.isSameFile(place, part)) {
                    Files.delete(part);
                    return place;
                }
                continue;
            }
            chosen.accept(place);
            if (moved(part, place)) {
                flush(folder);
                return place;
            }
        }
        throw new IOException("there are " + MOST_OF_ONE_NAME + " files called " + name + " in " + folder);
    }

    /** A link fails when somebody else made the name meanwhile; a move would replace it. File systems without links get an empty file first, which is then ours to replace. */
    private static boolean moved(Path part, Path place) throws IOException {
        try {
            Files.createLink(place, part);
            Files.delete(part);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            try {
                Files.createFile(place, privately("rw-------"));
            } catch (FileAlreadyExistsException taken) {
                return false;
            }
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /** The name too is on the disk then; Windows cannot and need not. */
    private static void flush(Path folder) {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException notHere) {
            // The file is whole in any case.
        }
    }
}
