package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the page draws what it knows: a store of its own, with a listener that notes what it is to draw. */
class StoreTest {

    @RegisterExtension
    static final Stage stage = new Stage();

    private static ScriptedPeople people;

    @BeforeAll
    static void open() {
        people = new ScriptedPeople(stage.browser(), stage.demo());
    }

    @AfterAll
    static void close() {
        people.close();
    }

    /** What was drawn one task after {@code changes}, and what at the end. */
    private static Object drawn(String changes) {
        return people.alice.evaluate("""
                async () => {
                  const { createStore } = await import(new URL('store.js', document.querySelector('script').src));
                  const store = createStore({ call: null, friends: 0 });
                  const drawn = [];
                  store.subscribe(({ call, friends }) => drawn.push(`${call?.phase ?? 'none'} ${friends}`));
                  drawn.pop(); // as it was
                  %s
                  await new Promise((resolve) => setTimeout(resolve));
                  const soon = [...drawn];
                  store.change({ friends: 9 });
                  const nine = () => drawn.at(-1)?.endsWith(' 9');
                  while (!nine()) await new Promise((resolve) => setTimeout(resolve, 10));
                  await new Promise((resolve) => setTimeout(resolve, 200)); // longer than any drawing that was to come
                  return [soon.join(), drawn.join()];
                }
                """.formatted(changes));
    }

    @Test
    void whatChangesIsDrawnTogetherAMomentLater() {
        assertThat(drawn("store.change({ friends: 1 }); store.change({ friends: 2 });"))
                .isEqualTo(List.of("", "none 9"));
    }

    @Test
    void aRingIsDrawnAtOnceWithWhatWasToBeDrawnAndOnlyOnce() {
        assertThat(drawn("store.change({ friends: 1 }); store.change({ call: { phase: 'incoming' } });"))
                .isEqualTo(List.of("incoming 1", "incoming 1,incoming 9"));
    }

    @Test
    void whatComesWithinTheSameTaskAsARingIsDrawnWithIt() {
        assertThat(drawn("store.change({ call: { phase: 'incoming' } }); store.change({ friends: 1 });"))
                .isEqualTo(List.of("incoming 1", "incoming 1,incoming 9"));
    }

    @Test
    void ofACallThatRingsWhatChangesIsDrawnAMomentLater() {
        assertThat(
                        drawn(
                                "store.change({ call: { phase: 'incoming' } }); await new Promise((resolve) => setTimeout(resolve)); store.change({ call: { phase: 'incoming', cost: 1 } });"))
                .isEqualTo(List.of("incoming 0", "incoming 0,incoming 9"));
    }

    @Test
    void whatWaitsIsDrawnOnceWhenAPictureCame() {
        assertThat(drawn("store.change({ friends: 1 }); store.draw();")).isEqualTo(List.of("none 1", "none 1,none 9"));
    }

    /** Two stores, the first of which changes first: which of them is drawn first. */
    private static Object firstDrawn(String call) {
        return people.alice.evaluate("""
                async () => {
                  const { createStore } = await import(new URL('store.js', document.querySelector('script').src));
                  const now = performance.timeOrigin + performance.now();
                  const drawn = [];
                  const store = (name, call) => {
                    const made = createStore({ call });
                    made.subscribe(() => drawn.push(name));
                    return made;
                  };
                  const [calls, rests] = [store('calls', %s), store('rests', null)];
                  drawn.length = 0;
                  calls.change({ friends: 1 });
                  rests.change({ friends: 1 });
                  while (drawn.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
                  return drawn[0];
                }
                """.formatted(call));
    }

    @Test
    void whatChangesInTheFirstMomentsOfACallWaitsLonger() {
        assertThat(firstDrawn("{ phase: 'talking', since: now }")).isEqualTo("rests");
        assertThat(firstDrawn("{ phase: 'outgoing', since: now }")).isEqualTo("rests");
    }

    @Test
    void whatChangesInACallThatGoesOnWaitsNoLongerThanAnythingElse() {
        assertThat(firstDrawn("{ phase: 'talking', since: now - 1000 }")).isEqualTo("calls");
        assertThat(firstDrawn("{ phase: 'outgoing', since: now - 1000 }")).isEqualTo("calls");
    }
}
