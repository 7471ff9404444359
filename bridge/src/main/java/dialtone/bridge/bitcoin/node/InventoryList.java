package dialtone.bridge.bitcoin.node;

import java.util.List;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.ListMessage;

/** The payload of {@code inv} and {@code getdata} alike; bitcoinj's own classes for them cannot be built from outside. */
final class InventoryList extends ListMessage {

    InventoryList(List<InventoryItem> items) {
        super(items);
    }
}
