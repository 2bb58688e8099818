package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.RunningApplication;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page with actuator's default access, and with names that would be markup. A listener's name never is: the start refuses it. */
@InBrowser
@Timeout(240)
class ReadOnlyPageTests {

    private static final String MARKUP = "<img src=x onerror=window.harm=1>";

    @Test
    void hasNoButtonsForChangesAndShowsMarkupAsText(Browser browser) throws Exception {
        try (var application = RunningApplication.application()
                        .bean(MARKUP, TcpStreamHandler.class, () -> stream -> stream.transferTo(stream))
                        .listener("echo", MARKUP)
                        .with("spring.application.name=" + MARKUP)
                        .start();
                LivePage live = LivePage.open(browser, application);
                Socket socket = application.connect("echo")) {
            String client = "127.0.0.1:" + socket.getLocalPort();

            assertThat(live.cell(client, "listener")).hasText("echo");
            assertThat(live.page().locator("#application")).hasText(MARKUP);
            assertThat(live.page().locator("#listeners .facts").first()).containsText(MARKUP);
            assertThat(live.page().locator("main img")).hasCount(0);
            assertThat(live.page().evaluate("() => window.harm === undefined")).isEqualTo(true);

            assertThat(live.page().locator("#listeners button")).hasCount(0);
            assertThat(live.page().locator("#streams td button")).hasCount(0);
            assertThat(live.page().locator("#streams td.buttons")).hasCount(0);
        }
    }
}
