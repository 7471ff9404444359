package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;

/** Full replace-by-fee. */
class ReplacementTest {
    private static final Admission ACCEPTED = new Admission.Accepted();

    private final TestChain chain = new TestChain();

    @Test
    void aDoubleSpendThatPaysTheIncrementReplacesAndLessIsRefused() {
        Transaction first = chain.spend(0).changeLess(1_000).sign();
        long incrementSat = (first.getVsize() + 9L) / 10;
        assertThat(chain.admit(first)).isEqualTo(ACCEPTED);
        assertThat(chain.refusal(
                        chain.spend(0).changeLess(1_000 + incrementSat - 1).sign()))
                .contains("double spend");
        Transaction second = chain.spend(0).changeLess(1_000 + incrementSat).sign();
        assertThat(chain.admit(second)).isEqualTo(ACCEPTED);
        assertThat(chain.state.transaction(first.getTxId())).isEmpty();
        assertThat(chain.state.transaction(second.getTxId())).isPresent();
        assertThat(chain.state.mempool().size()).isEqualTo(1);
    }

    @Test
    void aReplacementNeedsAHigherFeeRateToo() {
        assertThat(chain.admit(chain.spend(0).changeLess(1_000).sign())).isEqualTo(ACCEPTED);
        // Pays more in all, less for each vbyte.
        assertThat(chain.refusal(chain.spend(0).data(20_000).changeLess(5_000).sign()))
                .contains("higher fee rate");
    }

    @Test
    void aReplacementPaysForAllDescendantsItEvicts() {
        Transaction parent = chain.spend(0).changeLess(1_000).sign();
        Transaction child =
                new Spend(chain.key).from(parent, 0).changeLess(5_000).sign();
        assertThat(List.of(chain.admit(parent), chain.admit(child))).containsOnly(ACCEPTED);
        assertThat(chain.refusal(chain.spend(0).changeLess(5_500).sign())).contains("double spend");
        assertThat(chain.admit(chain.spend(0).changeLess(6_100).sign())).isEqualTo(ACCEPTED);
        assertThat(chain.state.mempool().size()).isEqualTo(1);
    }

    @Test
    void aReplacementCannotSpendWhatItReplaces() {
        Transaction parent = chain.spend(0).changeLess(1_000).sign();
        assertThat(chain.admit(parent)).isEqualTo(ACCEPTED);
        Transaction both = chain.spend(0).from(parent, 0).changeLess(1_000_000).sign();
        assertThat(chain.refusal(both)).contains("spends an output of what it would replace");
    }

    @Test
    void aReplacementReachesTheNextBlockAndTheReplacedDoesNot() {
        Transaction first = chain.spend(0).changeLess(1_000).sign();
        Transaction second = chain.spend(0).changeLess(2_000).sign();
        assertThat(List.of(chain.admit(first), chain.admit(second))).containsOnly(ACCEPTED);
        chain.mine(1);
        assertThat(chain.state.chain().confirmed(second.getTxId())).isTrue();
        assertThat(chain.state.chain().confirmed(first.getTxId())).isFalse();
        assertThat(chain.state.mempool().size()).isZero();
    }

    @Test
    void childrenThatComeBeforeTheirParentsFollowThemIn() {
        Transaction parent = chain.spend(0).changeLess(1_000).sign();
        Transaction child =
                new Spend(chain.key).from(parent, 0).changeLess(1_000).sign();
        Transaction grandchild =
                new Spend(chain.key).from(child, 0).changeLess(1_000).sign();
        assertThat(chain.state.accept(grandchild)).isEmpty();
        assertThat(chain.state.accept(child)).isEmpty();
        assertThat(chain.state.accept(parent)).containsExactly(parent, child, grandchild);
    }

    @Test
    void orphansAreFewAndTheOldestGoFirst() {
        Transaction parent = chain.spend(0).changeLess(1_000).sign();
        Orphans orphans = new Orphans();
        for (int i = 0; i < Orphans.MAX_COUNT + 20; i++) {
            Transaction orphan =
                    new Spend(chain.key).from(parent, 0).changeLess(1_000 + i).sign();
            orphans.add(orphan, java.util.Set.of(parent.getTxId()));
        }
        assertThat(orphans.size()).isEqualTo(Orphans.MAX_COUNT);
        assertThat(orphans.takeChildrenOf(parent.getTxId())).hasSize(Orphans.MAX_COUNT);
        assertThat(orphans.size()).isZero();
    }
}
