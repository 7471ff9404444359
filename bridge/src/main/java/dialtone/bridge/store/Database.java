package dialtone.bridge.store;

import dialtone.signaling.Bytes;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/**
 * The one SQLite database of a data directory: write-ahead log, every commit flushed to the disk, foreign keys enforced, the schema kept by {@link Migrations}.
 *
 * <p>One connection, used by one thread at a time: the bridge's thread and the Bitcoin client's share it through a lock, which a transaction holds from beginning to end. So
 * nothing inside a transaction may wait for another thread.
 */
public final class Database implements AutoCloseable {

    private final Path file;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private int depth;
    private boolean spoilt;

    private Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Opens or creates the database, readable by its owner only, and brings its schema up to date. */
    public static Database open(Path file) {
        try {
            createPrivately(file);
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.enforceForeignKeys(true);
            config.setBusyTimeout(5_000);
            Database database = new Database(file, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
            try {
                // What is overwritten or deleted is zeroed in its page: keys that were used up are gone.
                database.query("PRAGMA secure_delete = ON", row -> null);
                Migrations.run(database);
                return database;
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw new StorageException("cannot open " + file + ": check that the directory can be written to", e);
        }
    }

    /** With the right permissions from the first moment: a file changed afterwards was readable for a while. SQLite gives its log the same ones. */
    private static void createPrivately(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(directory)) {
            if (posix) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(directory);
            }
        }
        if (posix && !Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    /**
     * Does all of {@code work} or, when it throws, nothing of it. On return it is on the disk. A call inside another joins the outer transaction; when it throws, the outer
     * one cannot commit any more, even if the exception is caught on the way.
     */
    public <T, E extends Exception> T transaction(Work<T, E> work) throws E {
        lock.lock();
        try {
            return depth > 0 ? join(work) : beginAndCommit(work);
        } finally {
            lock.unlock();
        }
    }

    private <T, E extends Exception> T beginAndCommit(Work<T, E> work) throws E {
        execute("BEGIN IMMEDIATE");
        depth = 1;
        spoilt = false;
        boolean done = false;
        try {
            T result = work.run();
            if (spoilt) {
                throw new IllegalStateException("an inner transaction failed, so the outer one cannot commit");
            }
            execute("COMMIT");
            done = true;
            return result;
        } finally {
            depth = 0;
            if (!done) {
                rollBack();
            }
        }
    }

    /** SQLite has rolled back already when the disk is full or failed; what went wrong before must not be hidden by that. */
    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (StorageException alreadyRolledBack) {
            // The exception on its way to the caller says why.
        }
    }

    private <T, E extends Exception> T join(Work<T, E> work) throws E {
        boolean done = false;
        depth++;
        try {
            T result = work.run();
            done = true;
            return result;
        } finally {
            depth--;
            spoilt |= !done;
        }
    }

    /** Whether the calling thread is inside a transaction: then nothing it wrote is on the disk yet. */
    public boolean inTransaction() {
        return lock.isHeldByCurrentThread() && depth > 0;
    }

    /** All rows, each through {@code mapper}. Parameters are bound, never pasted: see {@link Row} for the types. */
    public <T> List<T> query(String sql, Mapper<T> mapper, Object... parameters) {
        lock.lock();
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet results = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(results);
            while (results.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        } catch (SQLException e) {
            throw failed(sql, e);
        } finally {
            lock.unlock();
        }
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Mapper<T> mapper, Object... parameters) {
        List<T> rows = query(sql, mapper, parameters);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** Changes rows and says how many. */
    public int update(String sql, Object... parameters) {
        lock.lock();
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Rewrites the file and empties its log, so that neither holds anything of what was replaced or deleted before. Not inside a transaction. Takes as long as copying the
     * file.
     */
    public void scrub() {
        lock.lock();
        try {
            execute("VACUUM");
            boolean busy = first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.flag("busy"))
                    .orElseThrow();
            if (busy) {
                throw new StorageException(file + " is open in another program: end that and try again");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs statements that have no parameters and give no rows, separated by semicolons. */
    void execute(String statements) {
        lock.lock();
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements);
        } catch (SQLException e) {
            throw failed(statements, e);
        } finally {
            lock.unlock();
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StorageException("cannot close " + file, e);
        } finally {
            lock.unlock();
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, toColumn(parameters[i]));
        }
        return statement;
    }

    /** The inverse of the readers in {@link Row}. */
    private static Object toColumn(Object value) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Bytes bytes) {
            return bytes.toArray();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        throw new IllegalArgumentException(
                "no column holds a " + value.getClass().getName()
                        + "; bind a String, a number, a boolean, an Instant, an enum, Bytes, a byte[] or null");
    }

    /** The statement, never its parameters: they may be secret. */
    private StorageException failed(String sql, SQLException e) {
        return new StorageException("the database " + file + " failed at: " + sql, e);
    }
}
