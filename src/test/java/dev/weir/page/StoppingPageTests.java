package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.weir.testing.RunningApplication;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page while its service stops, and afterwards. */
@InBrowser
@Timeout(240)
class StoppingPageTests {

    private static final int MINUTE = 60_000;
    private static final int STEP = 1_000;
    /** One request each 10 seconds, and those of the first attempts. */
    private static final int MAX_REQUESTS_A_MINUTE = 10;

    @Test
    void showsThatTheServiceStopsAndDoesNotSpinWhenItIsGone(Browser browser) throws Exception {
        var release = new CountDownLatch(1);
        RunningApplication application = RunningApplication.application()
                .listener("slow", _ -> release.await())
                .with("weir.shutdown.grace-period=" + PROCESS_DEADLINE.toSeconds() + "s")
                .start();
        Thread stop = Thread.ofVirtual().unstarted(application::close);
        try (LivePage live = LivePage.open(browser, application);
                Socket _ = application.connect("slow")) {
            assertThat(live.page().locator("#count")).hasText("total 1, showing 1");
            live.page().clock().install();

            stop.start();
            assertThat(live.connection()).hasText("the service is stopping");
            assertThat(live.page().locator("#readiness")).hasText("refusing");
            release.countDown();
            stop.join();
            assertThat(live.connection()).hasText("gone");
            assertThat(live.stream("127.0.0.1")).isVisible();

            live.stopClock();
            int asked = live.asked();
            for (int passed = 0; passed < MINUTE; passed += STEP) {
                live.page().clock().runFor(STEP);
                live.page().waitForCondition(() -> live.asked() == live.ended());
            }
            assertThat(live.asked() - asked).isBetween(1, MAX_REQUESTS_A_MINUTE);
            assertThat(live.connection()).hasText("gone");
            assertThat(live.takeComplaints()).allMatch(complaint -> complaint.contains("Failed to load resource"));
        } finally {
            release.countDown();
            stop.join();
            application.close();
        }
    }

    @Test
    void asksLessOftenIfAnswersTakeLong(Browser browser) {
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .start();
                LivePage live = LivePage.open(browser, application)) {
            var page = live.page();
            page.clock().install();
            live.button("Pause").click();
            live.stopClock();
            page.route("**/weir/state?*", route -> {
                page.clock().runFor(600);
                route.resume();
            });
            live.button("Resume").click();
            page.waitForCondition(() -> live.asked() == live.ended());
            int asked = live.asked();

            page.clock().runFor(2_300);
            assertThat(live.asked()).as("after 2.9 of 3 seconds").isEqualTo(asked);
            page.clock().runFor(200);
            page.waitForCondition(() -> live.asked() == asked + 1);
        }
    }
}
