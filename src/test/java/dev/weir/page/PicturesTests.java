package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Takes pictures of the page with real traffic, in light and dark, on a desktop and on a phone. They go to
 * {@code target/pictures}; those in the documents are taken with {@code ./mvnw test -Dtest=PicturesTests
 * -Dweir.pictures=docs/images}, which waits for a minute of history.
 */
@InBrowser
@Timeout(300)
class PicturesTests {

    private static final Path BASE = Path.of(System.getProperty("basedir", "."));
    private static final String WANTED = System.getProperty("weir.pictures", "");
    private static final int MAX_BYTES = 200 * 1024;

    @Test
    void showRealTraffic(Browser browser) throws Exception {
        Path folder = BASE.resolve(WANTED.isEmpty() ? "target/pictures" : WANTED);
        Files.createDirectories(folder);
        try (var target = RunningApplication.listenersOnly()
                        .listener("first", "echo")
                        .listener("second", "echo")
                        .start();
                RunningApplication application = RunningApplication.application()
                        .forward(
                                "orders",
                                "127.0.0.1:" + target.address("first").getPort() + ",127.0.0.1:"
                                        + target.address("second").getPort(),
                                "max-connections=500")
                        .listener("terminals", "echo", "framing.type=line", "max-connections=30")
                        .listener("feed", "chargen", "timeout.write=10m", "timeout.half-closed=10m")
                        .with(
                                "spring.application.name=payments-gateway",
                                "management.endpoint.tcplisteners.access=unrestricted",
                                "management.endpoint.tcpstreams.access=unrestricted")
                        .start();
                var _ = new Traffic(application);
                LivePage live = LivePage.blank(browser, new Browser.NewContextOptions().setDeviceScaleFactor(1))) {
            live.page().setViewportSize(1280, 860);
            live.go(LivePage.address(application) + "/actuator/weir");
            assertThat(live.page().locator("#streams tbody tr").nth(10)).isVisible();
            live.awaitAnswers(1);
            if (!WANTED.isEmpty()) {
                live.page()
                        .locator("#streams td.age")
                        .filter(new Locator.FilterOptions().setHasText("1 m 1"))
                        .first()
                        .waitFor(new Locator.WaitForOptions().setTimeout((double) PROCESS_DEADLINE.toMillis()));
            }

            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                String name = scheme.name().toLowerCase(Locale.ROOT);
                live.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                take(live.page(), 1280, 860, folder.resolve("live-" + name + ".png"));
                take(live.page(), 390, 844, folder.resolve("live-phone-" + name + ".png"));
            }
        }
    }

    private static void take(Page page, int width, int height, Path file) throws IOException {
        page.setViewportSize(width, height);
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).as("bytes of " + file).isBetween(10_000L, (long) MAX_BYTES);
    }
}
