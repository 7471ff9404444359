package dialtone.bridge.link.file;

import dialtone.bridge.link.file.Transfer.Key;
import dialtone.bridge.link.file.Transfer.State;
import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What goes on now: links, the exchanges on them, and what they write down. Everything on the disk's thread. */
final class Hub {

    /** Offers of one friend that wait for a person; and how many we send or offer to one at once. */
    static final int MOST_AT_ONCE = 20;

    /** Of one file on one link: a friend who closes every channel would be offered it without end. More than one, for a channel on a link that another one replaced meanwhile. */
    private static final int MOST_OFFERS = 3;

    final TransferTable table;
    final Clock clock;
    private final Supplier<Path> folder;
    private final Executor disk;
    private final Executor arrivals;
    private final Consumer<Transfer> changed;
    private final Map<String, Supplier<Channel>> links = new HashMap<>();
    private final Map<String, Guest> guests = new HashMap<>();
    private final Map<Key, Running> running = new HashMap<>();

    /** On the link of now. */
    private final Map<Key, Integer> offers = new HashMap<>();

    Hub(
            TransferTable table,
            Supplier<Path> folder,
            Clock clock,
            Executor disk,
            Executor arrivals,
            Consumer<Transfer> changed) {
        this.table = table;
        this.folder = folder;
        this.clock = clock;
        this.disk = disk;
        this.arrivals = arrivals;
        this.changed = changed;
    }

    /** Files that were whole when the last run ended, and had not got their names. */
    void recover() {
        for (Transfer transfer : table.verified()) {
            try {
                place(transfer);
            } catch (IOException e) {
                Exchange.logged("A file that came before the last start cannot be given its name", e);
                table.over(transfer.key(), State.FAILED, Why.UNWRITABLE, false);
            }
            tell(transfer.key());
        }
    }

    /** The user chose another folder: what nobody has decided about goes there, too. */
    void moveOffers() {
        for (Transfer offer : table.offers()) {
            table.goesTo(offer.key(), folder.get().toAbsolutePath());
            tell(offer.key());
        }
    }

    void linkOpened(String friend, Supplier<Channel> channels) {
        links.remove(friend);
        of(friend)
                .filter(each -> each.key().mine())
                .forEach(each -> each.exchange().abandon());
        offers.keySet().removeIf(key -> key.friend().equals(friend));
        links.put(friend, channels);
        table.toTakeBack(friend).stream().limit(MOST_AT_ONCE).forEach(each -> takeBack(each, channels.get()));
        fill(friend);
    }

    /** It ended while there was no channel to say so. */
    private void takeBack(Transfer transfer, Channel channel) {
        channel.listen(new Inlet(channel, disk, (text, data) -> channel.close()), arrivals);
        if (channel.send(FileSender.offer(transfer).toString())
                && channel.send(Exchange.failed(table.why(transfer.key())))) {
            table.heard(transfer.key(), false);
        }
    }

    void linkClosed(String friend) {
        links.remove(friend);
        of(friend).forEach(each -> each.exchange().abandon());
    }

    void interruptAll() {
        links.clear();
        List.copyOf(running.values()).forEach(each -> each.exchange().abandon());
    }

    private Stream<Running> of(String friend) {
        return List.copyOf(running.values()).stream()
                .filter(each -> each.key().friend().equals(friend));
    }

    Transfer offer(Transfer transfer) {
        table.add(transfer);
        fill(transfer.friend());
        return tell(transfer.key());
    }

    /** Offers what waits, as far as there is room. */
    void fill(String friend) {
        Supplier<Channel> channels = links.get(friend);
        if (channels == null) {
            return;
        }
        long free = MOST_AT_ONCE - of(friend).filter(each -> each.key().mine()).count();
        table.toSend(friend).stream()
                .filter(each -> !running.containsKey(each.key()))
                .filter(each -> offers.getOrDefault(each.key(), 0) < MOST_OFFERS)
                .limit(Math.max(0, free))
                .forEach(each -> send(each, channels.get()));
    }

    private void send(Transfer transfer, Channel channel) {
        offers.merge(transfer.key(), 1, Integer::sum);
        Running run = new Running(this, transfer);
        FileSender sender = new FileSender(transfer, channel, disk, run);
        start(run, sender);
        channel.listen(new Inlet(channel, disk, sender), arrivals);
        if (sender.offer()) {
            table.heard(transfer.key(), true);
        }
    }

    private void start(Running run, Exchange exchange) {
        run.run(exchange);
        running.put(run.key(), run);
    }

    void opened(String friend, Channel channel) {
        Guest guest = guests.computeIfAbsent(friend, unknown -> new Guest());
        if (!guest.admits(channel)) {
            channel.close();
            return;
        }
        Incoming incoming = new Incoming(channel, offer -> offered(friend, guest, channel, offer));
        channel.listen(new Inlet(channel, disk, incoming), arrivals);
    }

    private Optional<FileReceiver> offered(String friend, Guest guest, Channel channel, JsonObject offer) {
        if (!guest.mayOffer(clock.instant())) {
            channel.close();
            return Optional.empty();
        }
        if (offer.number("version", 0, Integer.MAX_VALUE) != 1) {
            channel.send(Exchange.failed(Why.VERSION));
            return Optional.empty();
        }
        Key key = new Key(friend, offer.text("id", "[0-9a-f]{32}", 32, "32 hex digits"), false);
        String name = FileNames.clean(offer.text("name", 1_000));
        long size = offer.number("size", 0, Transfers.LARGEST);
        Optional.ofNullable(running.get(key))
                .ifPresent(older -> older.exchange().abandon());
        Optional<Transfer> known = table.find(key);
        if (known.filter(each -> each.state() == State.VERIFIED).isPresent()) {
            recover();
            known = table.find(key);
        }
        if (known.isEmpty() && !(guest.mayOfferANewId(clock.instant()) && hasRoomForAnOffer(friend))) {
            channel.send(Exchange.failed(Why.TOO_MANY));
            return Optional.empty();
        }
        Transfer transfer = known.orElseGet(() -> added(key, name, size));
        if (transfer.size() != size) {
            channel.send(Exchange.failed(Why.CHANGED));
            return Optional.empty();
        }
        return answer(transfer, channel);
    }

    private Transfer added(Key key, String name, long size) {
        table.add(new Transfer(
                key.friend(),
                key.id(),
                false,
                name,
                size,
                0,
                folder.get().toAbsolutePath(),
                State.OFFERED,
                "",
                clock.instant(),
                0));
        return table.find(key).orElseThrow();
    }

    /** One that the friend does not offer any more makes room. */
    private boolean hasRoomForAnOffer(String friend) {
        List<Transfer> offers = table.offersOf(friend);
        if (offers.size() < MOST_AT_ONCE) {
            return true;
        }
        Optional<Transfer> gone =
                offers.stream().filter(each -> !running.containsKey(each.key())).findFirst();
        gone.ifPresent(each -> {
            table.over(each.key(), State.CANCELLED, Why.CANCELLED, true);
            tell(each.key());
        });
        return gone.isPresent();
    }

    private Optional<FileReceiver> answer(Transfer transfer, Channel channel) {
        Key key = transfer.key();
        switch (transfer.state()) {
            case DONE -> channel.send(JsonObject.of("done").toString());
            case DECLINED -> channel.send(JsonObject.of("decline").toString());
            case CANCELLED -> channel.send(Exchange.failed(Why.CANCELLED));
            case FAILED -> channel.send(Exchange.failed(table.why(key)));
            default -> {
                Running run = new Running(this, transfer);
                FileReceiver receiver = new FileReceiver(transfer, channel, disk, () -> place(ofNow(transfer)), run);
                start(run, receiver);
                if (transfer.state() == State.ACCEPTED) {
                    agree(transfer, receiver);
                } else {
                    tell(key);
                }
                return Optional.of(receiver);
            }
        }
        return Optional.empty();
    }

    private void agree(Transfer transfer, FileReceiver receiver) {
        try {
            receiver.agree(PartFile.open(transfer.path(), transfer.friend(), transfer.id()));
        } catch (IOException e) {
            Exchange.logged("A file cannot be received", e);
            receiver.fail(Why.UNWRITABLE);
        }
    }

    Transfer accept(Transfer offer) {
        table.state(offer.key(), State.ACCEPTED);
        Running run = running.get(offer.key());
        if (run != null && run.exchange() instanceof FileReceiver receiver) {
            agree(offer, receiver);
        }
        return tell(offer.key());
    }

    Transfer decline(Transfer offer) {
        Running run = running.get(offer.key());
        if (run == null) {
            table.state(offer.key(), State.DECLINED);
        } else {
            run.exchange().finish(State.DECLINED, JsonObject.of("decline"));
        }
        return tell(offer.key());
    }

    Transfer cancel(Transfer transfer) {
        Running run = running.get(transfer.key());
        if (run == null) {
            failed(transfer, Why.CANCELLED, false);
        } else {
            run.exchange().fail(Why.CANCELLED);
        }
        return tell(transfer.key());
    }

    void forget(String friend) {
        linkClosed(friend);
        guests.remove(friend);
        table.of(friend).forEach(each -> {
            if (!each.mine() && !each.state().isOver()) {
                deletePart(each);
            }
            table.forget(each.key());
        });
    }

    /** It has ended, one way or the other. */
    void left(Running run) {
        running.remove(run.key(), run);
        fill(run.key().friend());
    }

    void interrupted(Running run) {
        running.remove(run.key(), run);
        fill(run.key().friend());
    }

    /** The friend has to decide about others first: not before the next link. */
    void postpone(Key key) {
        offers.put(key, MOST_OFFERS);
    }

    void failed(Transfer transfer, Why why, boolean theyTold) {
        Transfer now = ofNow(transfer);
        table.over(now.key(), why == Why.CANCELLED ? State.CANCELLED : State.FAILED, why, theyTold);
        if (!now.mine()) {
            deletePart(now);
        }
    }

    /** Its folder may be another one than when it was offered. */
    private Transfer ofNow(Transfer transfer) {
        return table.find(transfer.key()).orElse(transfer);
    }

    private static void deletePart(Transfer transfer) {
        try {
            Path folder = transfer.state() == State.VERIFIED ? transfer.path().getParent() : transfer.path();
            Files.deleteIfExists(PartFile.path(folder, transfer.friend(), transfer.id()));
        } catch (IOException e) {
            Exchange.logged("What came of a file cannot be deleted", e);
        }
    }

    /** Gives a file that is whole its name, once: however often it is called, and whenever the last call was cut short. */
    private void place(Transfer transfer) throws IOException {
        boolean again = transfer.state() == State.VERIFIED;
        Path into = again ? transfer.path().getParent() : transfer.path();
        Path part = PartFile.path(into, transfer.friend(), transfer.id());
        if (!again || Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            table.verified(
                    transfer.key(),
                    PartFile.place(part, into, transfer.name(), place -> table.verified(transfer.key(), place)));
        } else if (!Files.exists(transfer.path(), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("neither " + part + " nor " + transfer.path() + " is there");
        }
        table.state(transfer.key(), State.DONE);
    }

    /** As it is now, which is further than what is written down. */
    Transfer live(Transfer transfer) {
        Running run = running.get(transfer.key());
        return run == null ? transfer : transfer.at(run.done(), run.bytesPerSecond());
    }

    /** Tells the listener how it is now. */
    Transfer tell(Key key) {
        Transfer now = live(table.find(key).orElseThrow());
        changed.accept(now);
        return now;
    }
}
