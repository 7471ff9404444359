package dialtone.bridge;

import dialtone.bridge.link.file.Transfer;
import dialtone.bridge.tab.ToBrowser.FileView;
import java.util.Locale;

/** Files as the tab shows them. */
final class FilesInView {
    private FilesInView() {}

    static FileView of(Transfer transfer) {
        return new FileView(
                transfer.friend(),
                transfer.id(),
                transfer.mine(),
                transfer.name(),
                transfer.size(),
                transfer.done(),
                transfer.state().name().toLowerCase(Locale.ROOT),
                transfer.why(),
                transfer.at().toEpochMilli(),
                transfer.bytesPerSecond(),
                transfer.path().toString());
    }
}
