package dialtone.web.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.signaling.MalformedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Servers in the JSON that browsers take as {@code iceServers} (W3C, RTCIceServer). A message never tells a username or a credential. */
public final class IceJson {

    /** Eight servers with everything at its longest. */
    public static final int LONGEST = 32 * 1024;

    private static final String FORM =
            "an array like [{\"urls\": \"turn:host:3478\", \"username\": \"...\", \"credential\": \"...\"}]";
    private static final Set<String> FIELDS = Set.of("urls", "username", "credential");

    private IceJson() {}

    /** Throws {@link BridgeApi.Refused}. */
    public static List<IceServer> servers(String text) {
        if (text.length() > LONGEST) {
            throw refused("expected at most " + LONGEST + " characters of servers, got " + text.length());
        }
        try {
            return servers(new StrictJson().array(text));
        } catch (StrictJson.Malformed e) {
            throw refused(e.getMessage() + "; the servers are " + FORM);
        }
    }

    /** {@code {"servers": [...], "relayOnly": false}}. */
    static IceSettings settings(ObjectNode object) {
        JsonNode relayOnly = object.path("relayOnly");
        if (object.size() != 2 || !object.has("servers") || !relayOnly.isBoolean()) {
            throw refused("expected the fields servers and relayOnly, which is true or false, got " + object.size()
                    + " fields");
        }
        return new IceSettings(servers(object.get("servers")), relayOnly.booleanValue());
    }

    private static List<IceServer> servers(JsonNode node) {
        if (!(node instanceof ArrayNode array)) {
            throw refused("expected " + FORM + ", got " + StrictJson.kind(node));
        }
        if (array.size() > IceSettings.MOST_SERVERS) {
            throw refused("expected at most " + IceSettings.MOST_SERVERS + " servers, got " + array.size());
        }
        List<IceServer> servers = new ArrayList<>();
        for (JsonNode each : array) {
            String which = "server " + (servers.size() + 1) + " of " + array.size() + ": ";
            try {
                servers.add(server(each));
            } catch (MalformedException | BridgeApi.Refused e) {
                throw refused(which + e.getMessage());
            }
        }
        return servers;
    }

    private static IceServer server(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw refused("expected an object, got " + StrictJson.kind(node));
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw refused("expected only the fields urls, username and credential, got " + StrictJson.shown(name));
            }
        }
        return new IceServer(urls(object.path("urls")), text(object, "username"), text(object, "credential"));
    }

    private static List<String> urls(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        if (!(node instanceof ArrayNode array)) {
            throw refused("expected urls to be a string or an array of strings, got " + StrictJson.kind(node));
        }
        if (array.size() > IceServer.MOST_URLS) {
            throw refused("expected at most " + IceServer.MOST_URLS + " urls, got " + array.size());
        }
        List<String> urls = new ArrayList<>();
        for (JsonNode url : array) {
            if (!url.isTextual()) {
                throw refused("expected each of urls to be a string, got " + StrictJson.kind(url));
            }
            urls.add(url.textValue());
        }
        return urls;
    }

    private static String text(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw refused("expected " + field + " to be a string, got " + StrictJson.kind(value));
        }
        return value.asText();
    }

    private static BridgeApi.Refused refused(String why) {
        return new BridgeApi.Refused(BridgeApi.Refused.MALFORMED, why);
    }
}
