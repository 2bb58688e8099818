package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A tab of its own with the live page. Whatever the browser complains about (an exception, a line on the console, a violation of
 * the policy) fails the test when the tab is closed.
 */
final class LivePage implements AutoCloseable {

    /** The clock can only be stopped in the future, which a busy machine may reach before it is told so. */
    private static final int CLOCK_JUMP_MILLIS = 60_000;

    private static final String STATE = "/weir/state?";

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private int asked;
    private int answered;
    private int failed;

    private LivePage(BrowserContext context) {
        this.context = context;
        page = context.newPage();
        page.setDefaultTimeout(Patience.DEADLINE_MILLIS);
        page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        page.onPageError(complaints::add);
        page.onRequest(request -> asked += request.url().contains(STATE) ? 1 : 0);
        page.onRequestFailed(request -> failed += request.url().contains(STATE) ? 1 : 0);
        page.onResponse(response -> answered += response.url().contains(STATE) ? 1 : 0);
    }

    /** A tab that shows nothing yet. */
    static LivePage blank(Browser browser, Browser.NewContextOptions options) {
        return new LivePage(browser.newContext(options));
    }

    /** Opens the page of an application. It has shown one state already. */
    static LivePage open(Browser browser, RunningApplication application) {
        return blank(browser, new Browser.NewContextOptions()).go(address(application) + "/actuator/weir");
    }

    /** Where an application's web server answers. */
    static String address(RunningApplication application) {
        return "http://127.0.0.1:" + application.context().getEnvironment().getProperty("local.server.port");
    }

    /** Opens an address, and awaits the first state. */
    LivePage go(String address) {
        page.navigate(address);
        assertThat(page.locator("#readiness")).hasText(Pattern.compile("accepting|refusing"));
        return this;
    }

    Page page() {
        return page;
    }

    /** The row of a stream, by its client's address. */
    Locator stream(String client) {
        return page.locator("#streams tbody tr").filter(new Locator.FilterOptions().setHasText(client));
    }

    Locator cell(String client, String column) {
        return stream(client).locator("td." + column);
    }

    Locator card(String listener) {
        return page.locator("#listeners .card")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(listener).setExact(true))));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Presses a button, and yes to its question. */
    void change(String button) {
        button(button).click();
        page.locator("#yes").click();
    }

    Locator notices() {
        return page.locator("#notices p");
    }

    Locator connection() {
        return page.locator("#connection");
    }

    /** Number of requests for the state so far. */
    int asked() {
        return asked;
    }

    /** Number of those that have been answered or have failed. */
    int ended() {
        return answered + failed;
    }

    /** Awaits that as many more requests for the state have been answered. */
    void awaitAnswers(int more) {
        int until = answered + more;
        page.waitForCondition(() -> answered >= until);
    }

    /** Stops the clock of a page whose clock is installed: from then on only {@code runFor} moves it. */
    void stopClock() {
        page.waitForCondition(() -> asked == ended());
        page.clock().pauseAt(((Number) page.evaluate("() => Date.now()")).longValue() + CLOCK_JUMP_MILLIS);
        page.waitForCondition(() -> asked == ended());
    }

    /** Tells the page that it is hidden, or visible again, as a browser does when tabs are changed. */
    void hide(boolean hidden) {
        page.evaluate(
                "hidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });"
                        + " document.dispatchEvent(new Event('visibilitychange')); }",
                hidden);
    }

    /** Returns what the browser has complained about, which then does not fail the test. */
    List<String> takeComplaints() {
        List<String> taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).as("complaints of the browser").isEmpty();
    }
}
