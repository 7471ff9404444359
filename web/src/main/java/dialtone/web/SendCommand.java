package dialtone.web;

import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.web.server.BridgeApi.Friend;
import dialtone.web.server.LinksApi;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        description =
                "Offers a file to a friend, and shows how it goes until it is delivered. It goes over the link to them,"
                        + " now or when there is one, and goes on where it was after an interruption. Ctrl-C leaves it"
                        + " going. Your bridge must run.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExample:%n",
        footer = "  dialtone send film.mkv Bob")
final class SendCommand implements Callable<Integer> {

    private static final long LOOK_EVERY_MS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file. Do not change it before it is delivered.")
    private Path file;

    @Parameters(index = "1", paramLabel = "FRIEND", description = "The friend's id or name.")
    private String wanted;

    @Override
    public Integer call() throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure("There is no file " + file.toAbsolutePath() + ".");
        }
        PrintWriter talk = spec.commandLine().getErr();
        AtomicBoolean leaving = new AtomicBoolean();
        try (ReachedBridge bridge = place.reach()) {
            LinksApi links = bridge.api().links();
            Friend friend = FriendCommand.find(bridge.api().friends(), wanted);
            FileView offered = links.sendFile(
                    friend.id(), file.toAbsolutePath().normalize().toString());
            leaving.set(true);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> sayThatItGoesOn(leaving, talk), "leaving"));
            try {
                return watch(links, friend, offered, talk);
            } finally {
                leaving.set(false);
            }
        }
    }

    private static void sayThatItGoesOn(AtomicBoolean leaving, PrintWriter talk) {
        if (leaving.get()) {
            tell(talk, "It goes on in the background, for as long as your bridge runs.");
        }
    }

    private static int watch(LinksApi links, Friend friend, FileView offered, PrintWriter talk)
            throws InterruptedException {
        String told = "";
        for (FileView now = offered; ; now = find(links, friend, offered)) {
            String words = words(now, friend.name());
            if (!words.equals(told)) {
                told = words;
                tell(talk, words);
            }
            switch (now.state()) {
                case "offered", "accepted" -> Thread.sleep(LOOK_EVERY_MS);
                case "done" -> {
                    return 0;
                }
                default -> {
                    return CommandFailure.FAILED;
                }
            }
        }
    }

    private static FileView find(LinksApi links, Friend friend, FileView offered) {
        return links.files(friend.id()).stream()
                .filter(each -> each.mine() && each.id().equals(offered.id()))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(friend.name() + " is a friend no longer: nothing is sent."));
    }

    private static String words(FileView file, String friend) {
        return switch (file.state()) {
            case "offered" ->
                file.name() + " (" + Sizes.words(file.size()) + ") is offered: it goes when there is a" + " link to "
                        + friend + " and they accept it.";
            case "accepted" ->
                Sizes.words(file.done()) + " of " + Sizes.words(file.size())
                        + (file.bytesPerSecond() > 0 ? ", " + Sizes.words(file.bytesPerSecond()) + "/s" : "");
            case "done" -> "Delivered.";
            case "declined" -> friend + " does not want it.";
            default -> "Not sent: " + (file.why().isEmpty() ? file.state() : file.why()) + ".";
        };
    }

    private static void tell(PrintWriter talk, String line) {
        talk.println(line);
        talk.flush();
    }
}
