package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the views share: only what changed is drawn, and who reads at the end of a list stays there. */
class DrawingTest {

    /** A box of 100 px with rows of 30 px in it. */
    private static final String LIST = """
            const { End } = await module('views/end.js');
            const list = document.createElement('ol');
            const scroller = document.createElement('div');
            scroller.append(list);
            document.body.append(scroller);
            scroller.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 200px; height: 100px; overflow: auto';
            const end = new End(scroller, list, 10);
            const add = (rows) => {
              for (let i = 0; i < rows; i++) {
                const row = document.createElement('li');
                row.style.cssText = 'height: 30px';
                list.append(row);
              }
            };
            const below = () => Math.round(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop);
            // What is scrolled is told in the next frame, and what grew is looked at in it, after what is drawn.
            const drawn = async () => {
              for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
            };
            """;

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

    private static Object inPage(String script) {
        Page page = people.alice;
        return page.evaluate("""
                async () => {
                  const module = (name) => import(new URL(name, document.querySelector('script').src));
                  %s
                }
                """.formatted(script));
    }

    @Test
    void aRowIsDrawnAnewOnlyWhenWhatItIsDrawnFromChanged() {
        assertThat(inPage("""
                        const { keyed } = await module('views/dom.js');
                        const list = document.createElement('ol');
                        const updated = [];
                        const draw = (items, inputs) =>
                          keyed(list, items, {
                            key: ({ id }) => id,
                            create: () => document.createElement('li'),
                            update: (row, { id, text }) => (updated.push(id), (row.textContent = text)),
                            inputs,
                          });
                        const byText = ({ text }) => [text];
                        draw([{ id: 'a', text: 'one' }, { id: 'b', text: 'two' }], byText);
                        draw([{ id: 'b', text: 'two' }, { id: 'a', text: 'three' }], byText);
                        draw([{ id: 'b', text: 'two' }], byText);
                        draw([{ id: 'b', text: 'two' }], null);
                        draw([{ id: 'b', text: 'two' }, { id: 'a', text: 'three' }], byText);
                        return [updated.join(), list.textContent];
                        """)).isEqualTo(List.of("a,b,a,b,a", "twothree"));
    }

    @Test
    void whoReadsAtTheEndStaysThereWhenSomethingIsAddedAndWhenTheRoomGetsSmaller() {
        assertThat(inPage(LIST + """
                        const seen = [];
                        add(10);
                        await drawn();
                        seen.push(below());
                        add(3);
                        await drawn();
                        seen.push(below());
                        scroller.style.height = '50px';
                        await drawn();
                        seen.push(below());
                        scroller.remove();
                        return seen.join();
                        """)).isEqualTo("0,0,0");
    }

    @Test
    void whoReadsFurtherUpIsNotMovedUntilTheyAreAtTheEndAgain() {
        assertThat(inPage(LIST + """
                        const seen = [];
                        add(10);
                        await drawn();
                        scroller.scrollTop = 60;
                        await drawn();
                        add(3);
                        await drawn();
                        seen.push(scroller.scrollTop);
                        scroller.scrollTop = 1e6;
                        await drawn();
                        add(1);
                        await drawn();
                        seen.push(below());
                        end.stay();
                        add(1);
                        await drawn();
                        seen.push(below());
                        scroller.remove();
                        return seen.join();
                        """)).isEqualTo("60,0,30");
    }

    /** The element is shown by the drawing that waits for this. */
    @Test
    void aPictureIsReadyAlsoWhileItsElementIsNotOnTheScreen() {
        assertThat(inPage("""
                        const { RemoteMedia } = await module('remote-media.js');
                        const canvas = document.createElement('canvas');
                        const drawing = setInterval(() => canvas.getContext('2d').fillRect(0, 0, 9, 9), 20);
                        let media;
                        await new Promise((ready) => {
                          media = new RemoteMedia(ready);
                          media.video.hidden = true;
                          document.body.append(media.video);
                          media.show(canvas.captureStream(30), () => {});
                        });
                        clearInterval(drawing);
                        media.video.remove();
                        return media.video.videoWidth > 0;
                        """)).isEqualTo(true);
    }

    @Test
    void theFactsOfAStepAreWrittenWhenItIsOpenedAndStayTrueWhileItIsOpen() {
        assertThat(inPage("""
                        const { Timeline } = await module('views/timeline.js');
                        const timeline = new Timeline({ actions: {} });
                        const draw = (note) => {
                          const step = { step: 'rang', from: 'you', to: 'friend', at: 1000, bytes: 0, feeSat: 0, txid: '', note };
                          const call = { id: 'c', friend: 'f', friendName: 'Bob', incoming: false, startedAt: 1000, steps: [step] };
                          timeline.render({ calls: new Map([['c', call]]), friends: new Map(), selected: 'f', call: null, timelineCall: '' });
                        };
                        const facts = () => [...timeline.element.querySelectorAll('dt')].map(({ textContent }) => textContent).join(' ');
                        draw('');
                        const before = facts();
                        timeline.element.querySelector('.step').click();
                        const opened = facts();
                        draw('late');
                        return [before, opened, facts(), timeline.element.querySelector('dl').lastElementChild.textContent];
                        """)).isEqualTo(List.of("", "When Way", "When Way Note", "Notelate"));
    }
}
