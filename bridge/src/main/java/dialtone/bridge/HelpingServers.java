package dialtone.bridge;

import dialtone.bridge.store.Database;
import dialtone.bridge.vault.StorageKey;
import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The STUN and TURN servers that the user named, sealed in the database because of their credentials:
 *
 * <pre>
 * all | relay-only
 * for each server: server | url URL, once or more | username TEXT | credential TEXT      one a line
 * </pre>
 */
final class HelpingServers {

    private static final Logger LOG = LoggerFactory.getLogger(HelpingServers.class);

    private static final String KEY = "ice_servers";
    private static final String PLACE = "settings." + KEY;
    private static final String ALL = "all";
    private static final String RELAY_ONLY = "relay-only";
    private static final String SERVER = "server";
    private static final String URL = "url ";
    private static final String USERNAME = "username ";
    private static final String CREDENTIAL = "credential ";

    /** What cannot be read may have said that no address is to be told. */
    private static final IceSettings UNREADABLE = new IceSettings(List.of(), true);

    private final Database database;
    private final StorageKey storageKey;
    private IceSettings settings;

    HelpingServers(Database database, StorageKey storageKey) {
        this.database = database;
        this.storageKey = storageKey;
        settings = database.first("SELECT value FROM settings WHERE key = ?", row -> row.text("value"), KEY)
                .map(stored -> read(storageKey.open(PLACE, stored)))
                .orElse(IceSettings.NONE);
    }

    IceSettings settings() {
        return settings;
    }

    void set(IceSettings fresh) {
        fresh.requireUsable();
        database.update(
                "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                KEY,
                storageKey.seal(PLACE, write(fresh)));
        settings = fresh;
    }

    static String write(IceSettings settings) {
        List<String> lines = new ArrayList<>();
        lines.add(settings.relayOnly() ? RELAY_ONLY : ALL);
        for (IceServer server : settings.servers()) {
            lines.add(SERVER);
            server.urls().forEach(url -> lines.add(URL + url));
            lines.add(USERNAME + server.username());
            lines.add(CREDENTIAL + server.credential());
        }
        return String.join("\n", lines);
    }

    private static IceSettings read(String text) {
        try {
            return parse(text);
        } catch (RuntimeException damaged) {
            // Not the cause: it may quote a credential.
            LOG.warn("the servers in the database cannot be read: no address is told until they are set again");
            return UNREADABLE;
        }
    }

    static IceSettings parse(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        boolean relayOnly = lines.get(0).equals(RELAY_ONLY);
        if (!relayOnly && !lines.get(0).equals(ALL)) {
            throw new IllegalArgumentException("expected " + ALL + " or " + RELAY_ONLY);
        }
        List<IceServer> servers = new ArrayList<>();
        for (int at = 1; at < lines.size(); ) {
            after(lines, at++, SERVER);
            List<String> urls = new ArrayList<>();
            for (; at < lines.size() && lines.get(at).startsWith(URL); at++) {
                urls.add(after(lines, at, URL));
            }
            servers.add(new IceServer(urls, after(lines, at++, USERNAME), after(lines, at++, CREDENTIAL)));
        }
        return new IceSettings(servers, relayOnly);
    }

    private static String after(List<String> lines, int at, String label) {
        return Optional.of(lines.get(at))
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()))
                .orElseThrow();
    }
}
