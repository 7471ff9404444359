package dialtone.web;

import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.web.server.BridgeApi.Friend;
import dialtone.web.server.LinksApi;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells how a file to or from a friend goes, until it is over. Whoever interrupts it leaves the file going. */
final class FileProgress {

    private static final long LOOK_EVERY_MS = 500;

    private final LinksApi links;
    private final Friend friend;
    private final PrintWriter talk;

    FileProgress(LinksApi links, Friend friend, PrintWriter talk) {
        this.links = links;
        this.friend = friend;
        this.talk = talk;
    }

    /** Returns how it ended: done, declined, cancelled or failed. */
    FileView follow(FileView first) throws InterruptedException {
        AtomicBoolean leaving = new AtomicBoolean(true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayThatItGoesOn(leaving), "leaving"));
        try {
            String told = "";
            for (FileView now = first; ; now = find(first)) {
                String words = words(now);
                if (!words.equals(told)) {
                    told = words;
                    tell(words);
                }
                if (isOver(now)) {
                    return now;
                }
                Thread.sleep(LOOK_EVERY_MS);
            }
        } finally {
            leaving.set(false);
        }
    }

    private static boolean isOver(FileView file) {
        return switch (file.state()) {
            case "offered", "accepted", "verified" -> false;
            default -> true;
        };
    }

    private void sayThatItGoesOn(AtomicBoolean leaving) {
        if (leaving.get()) {
            tell("It goes on in the background, for as long as your bridge runs.");
        }
    }

    private FileView find(FileView file) {
        return links.files(friend.id()).stream()
                .filter(each -> each.mine() == file.mine() && each.id().equals(file.id()))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        friend.name() + " is a friend no longer: nothing is " + (file.mine() ? "sent." : "received.")));
    }

    private String words(FileView file) {
        return switch (file.state()) {
            case "offered" ->
                file.name() + " (" + Sizes.words(file.size()) + ") is offered: it goes when there is a link to "
                        + friend.name() + " and they accept it.";
            case "accepted" ->
                Sizes.words(file.done()) + " of " + Sizes.words(file.size())
                        + (file.bytesPerSecond() > 0
                                ? ", " + Sizes.words(file.bytesPerSecond()) + "/s"
                                : ": it goes on while there is a link to " + friend.name() + ".");
            case "verified" -> "All of it is here and as it was sent.";
            case "done" -> file.mine() ? "Delivered." : "Received.";
            case "declined" -> file.mine() ? friend.name() + " does not want it." : "Declined.";
            default ->
                (file.mine() ? "Not sent: " : "Not received: ") + (file.why().isEmpty() ? file.state() : file.why())
                        + ".";
        };
    }

    private void tell(String line) {
        talk.println(line);
        talk.flush();
    }
}
