package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import dev.weir.server.ListenerBinder;
import dev.weir.stream.Transport;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** The page with 10,000 streams, some of which send all the time. */
@InBrowser
@Timeout(240)
class CrowdPageTests {

    private static final int STREAMS = 10_000;
    private static final int BUSY = 300;
    private static final int MAX_ROWS = 200;
    private static final String MARKUP = "/<img src=x onerror=window.harm=1>";
    private static final int TICKS = 3;
    private static final int PERIOD_MILLIS = 200;

    private static final List<Transport> CLIENTS = new ArrayList<>();
    private static final ScheduledExecutorService TRAFFIC = Executors.newSingleThreadScheduledExecutor();

    private static RunningApplication application;

    private LivePage live;

    @BeforeAll
    static void connect() {
        var crowd = new MemoryCrowd();
        application = RunningApplication.application()
                .bean("crowd", ListenerBinder.class, () -> crowd)
                .listener("feed", "discard", "max-connections=0")
                .with("weir.max-connections=" + (STREAMS + 1_000))
                .with("management.endpoint.tcpstreams.access=unrestricted")
                .start();
        CLIENTS.add(crowd.connect(UnixDomainSocketAddress.of(MARKUP)));
        for (int i = 1; i < STREAMS; i++) {
            CLIENTS.add(crowd.connect(i));
        }
        await().until(() -> application.statistics("feed").active() == STREAMS);
        var _ = TRAFFIC.scheduleAtFixedRate(CrowdPageTests::send, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Each busy client sends as much as chance has it, and so the order by rate changes all the time. */
    private static void send() {
        try {
            for (Transport client : CLIENTS.subList(0, BUSY)) {
                client.write(ByteBuffer.allocate(ThreadLocalRandom.current().nextInt(1, 4_000)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void disconnect() throws IOException {
        TRAFFIC.shutdownNow();
        for (Transport client : CLIENTS) {
            client.close();
        }
        application.close();
    }

    @BeforeEach
    void open(Browser browser) {
        live = LivePage.open(browser, application);
        assertThat(live.page().locator("#count")).hasText("total 10,000, showing 200");
    }

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void staysSmall(TestReporter reporter) {
        live.page()
                .evaluate("() => { window.longest = 0; new PerformanceObserver(list => list.getEntries()"
                        + ".forEach(({ duration }) => window.longest = Math.max(window.longest, duration)))"
                        + ".observe({ type: 'longtask' }); }");
        CDPSession session = live.page().context().newCDPSession(live.page());
        session.send("Performance.enable");
        live.awaitAnswers(1);
        int elements = elements();
        Map<String, Double> before = metrics(session);

        live.awaitAnswers(TICKS);

        Map<String, Double> after = metrics(session);
        double script = 1000 * (after.get("ScriptDuration") - before.get("ScriptDuration")) / TICKS;
        double layout = 1000 * (after.get("LayoutDuration") - before.get("LayoutDuration")) / TICKS;
        double style = 1000 * (after.get("RecalcStyleDuration") - before.get("RecalcStyleDuration")) / TICKS;
        double layouts = (after.get("LayoutCount") - before.get("LayoutCount")) / TICKS;
        Object longest = live.page().evaluate("() => window.longest");
        reporter.publishEntry(
                "a tick with 10,000 streams",
                "script %.1f ms, style %.1f ms, layout %.1f ms, %.1f layouts, longest task %s ms"
                        .formatted(script, style, layout, layouts, longest));
        assertThat(layouts).as("layouts a tick").isBetween(0.1, 2.0);
        assertThat(script).as("milliseconds of script a tick").isBetween(0.001, 500.0);
        assertThat(rows()).isEqualTo(MAX_ROWS);
        assertThat(elements()).as("elements of the page").isLessThan(elements + 200);
    }

    @Test
    void keepsTheOrderWhileARowIsPointedAt() {
        live.page().locator("#streams tbody tr").first().hover();
        assertThat(live.page().locator("#count")).containsText("order held");
        List<String> held = ids();

        live.awaitAnswers(TICKS);
        assertThat(ids()).isEqualTo(held);
        assertThat(rows()).isEqualTo(MAX_ROWS);

        live.page().mouse().move(0, 0);
        live.page().waitForCondition(() -> !ids().equals(held));
        assertThat(live.page().locator("#count")).hasText("total 10,000, showing 200");
        assertThat(rows()).isEqualTo(MAX_ROWS);
    }

    @Test
    void keepsAButtonThatHasTheFocus() {
        var end = live.page().locator("#streams tbody button").first();
        live.page().locator("#streams th button").last().focus();
        live.page().keyboard().press("Tab");
        live.page().evaluate("() => { window.mine = document.activeElement; }");
        assertThat(end).isFocused();

        live.awaitAnswers(TICKS);
        assertThat(live.page().evaluate("() => document.activeElement === window.mine"))
                .isEqualTo(true);
        assertThat(live.page().locator("#count")).containsText("order held");
    }

    @Test
    void listsTheBusiestFirst() {
        assertThat(live.page().locator("#streams th.rate-in")).hasAttribute("aria-sort", "descending");
        live.page()
                .waitForCondition(() -> live.page().locator("#streams td.rate-in").allTextContents().stream()
                        .noneMatch("–"::equals));
    }

    @Test
    void showsAnAddressWithMarkupAsText() {
        live.button("Age").click();

        assertThat(live.page().locator("#streams td.client").first()).hasText("unix:" + MARKUP);
        live.button("End stream "
                        + live.page().locator("#streams td.id").first().textContent())
                .click();
        assertThat(live.page().locator("#question-title")).containsText(MARKUP);
        assertThat(live.page().locator("main img, dialog img")).hasCount(0);
        assertThat(live.page().evaluate("() => window.harm === undefined")).isEqualTo(true);
        live.page().locator("#no").click();
    }

    private static Map<String, Double> metrics(CDPSession session) {
        return session.send("Performance.getMetrics").getAsJsonArray("metrics").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .collect(Collectors.toMap(
                        metric -> metric.get("name").getAsString(),
                        metric -> metric.get("value").getAsDouble()));
    }

    private int rows() {
        return live.page().locator("#streams tbody tr").count();
    }

    private int elements() {
        return (int) live.page().evaluate("() => document.querySelectorAll('*').length");
    }

    private List<String> ids() {
        return live.page().locator("#streams td.id").allTextContents();
    }
}
