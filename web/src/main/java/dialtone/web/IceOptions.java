package dialtone.web;

import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.web.server.BridgeApi;
import dialtone.web.server.IceJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** Which servers help with reaching friends. A file, because a credential on the command line is seen by every user of the machine. */
final class IceOptions {

    @Option(
            names = "--ice-servers",
            paramLabel = "FILE",
            description =
                    "Your STUN and TURN servers, as browsers take them: [{\"urls\": \"turn:host:3478\", \"username\":"
                            + " \"...\", \"credential\": \"...\"}]. [] for none. Kept for the next start, sealed. Default: no"
                            + " server is asked.")
    private Path file;

    @Option(
            names = "--relay-only",
            negatable = true,
            description = "Use and tell no address but those of your TURN servers, so that friends do not see yours."
                    + " Kept for the next start.")
    private Boolean relayOnly;

    /** What is to be changed; reads the file now, so that a mistake in it is told before anything starts. */
    UnaryOperator<IceSettings> read(PrintWriter talk) throws IOException {
        Optional<List<IceServer>> servers = file == null ? Optional.empty() : Optional.of(servers(talk));
        return before ->
                new IceSettings(servers.orElse(before.servers()), relayOnly == null ? before.relayOnly() : relayOnly);
    }

    private List<IceServer> servers(PrintWriter talk) throws IOException {
        if (Files.isRegularFile(file) && OwnerOnly.isOpenToOthers(file)) {
            talk.println("Warning: other users can read " + file + ". Make it yours alone: chmod 600 " + file);
            talk.flush();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(IceJson.LONGEST + 1);
        }
        try {
            return IceJson.servers(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new CommandFailure("--ice-servers " + file + ": expected UTF-8, got other bytes.");
        } catch (BridgeApi.Refused e) {
            throw new CommandFailure("--ice-servers " + file + ": " + e.getMessage() + ".");
        }
    }
}
