package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.weir.observe.CloseCause;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator sees on the page and does with it, on sockets. */
@InBrowser
@Timeout(240)
class LivePageTests {

    private static final Pattern SOME_RATE = Pattern.compile("\\d.*B/s");

    private static RunningApplication application;

    private final List<Socket> sockets = new ArrayList<>();
    private LivePage live;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("echo", "echo")
                .listener("gate", "echo")
                .with("spring.application.name=till")
                .with("management.endpoint.tcplisteners.access=unrestricted")
                .with("management.endpoint.tcpstreams.access=unrestricted")
                .with("management.endpoint.tcpcaptures.access=unrestricted")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void open(Browser browser) {
        live = LivePage.open(browser, application);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        live.close();
        application.awaitRest("echo");
    }

    @Test
    void showsAStreamAndItsRateAndItsEnd() throws Exception {
        assertThat(live.page()).hasTitle("till · Weir");
        assertThat(live.connection()).hasText("live");
        Socket socket = connect("echo");
        String client = client(socket);

        assertThat(live.stream(client)).isVisible();
        assertThat(live.cell(client, "listener")).hasText("echo");
        assertThat(live.cell(client, "read")).hasText("0 B");
        assertThat(live.cell(client, "rate-in")).hasText("–");

        talkUntil(socket, () -> live.cell(client, "rate-in").textContent().matches("\\d.*B/s"));
        assertThat(live.cell(client, "rate-out")).hasText(SOME_RATE);
        assertThat(live.cell(client, "read")).not().hasText("0 B");
        assertThat(live.card("echo").locator(".value").first()).hasText("1");
        assertThat(live.cell(client, "rate-in")).hasText("–");

        socket.close();
        assertThat(live.stream(client)).hasCount(0);
        assertThat(live.page().locator("#ended tbody tr").first()).containsText(client);
        assertThat(live.page().locator("#ended tbody tr").first()).containsText("peer closed");
    }

    @Test
    void endsAStreamByItsButton() throws Exception {
        Socket socket = connect("echo");
        Socket other = connect("echo");
        long before = application.statistics("echo").closed(CloseCause.ADMIN);
        String id = live.cell(client(socket), "id").textContent();

        live.button("End stream " + id).click();
        assertThat(live.page().locator("#question-title")).hasText("End stream " + id + " of " + client(socket) + "?");
        live.page().locator("#yes").click();

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(live.notices()).containsText("Stream " + id + " has ended.");
        await().until(() -> application.statistics("echo").closed(CloseCause.ADMIN) == before + 1);
        assertThat(live.stream(client(other))).isVisible();
        assertThat(live.page().locator("#ended tbody tr").first()).containsText("admin");
    }

    @Test
    void endsAStreamWithTheKeyboardAlone() throws Exception {
        Socket socket = connect("echo");
        String id = live.cell(client(socket), "id").textContent();
        var end = live.button("End stream " + id);
        var page = live.page();

        for (int i = 0; i < 40 && !isFocused(end); i++) {
            page.keyboard().press("Tab");
        }
        assertThat(end).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#question")).isVisible();
        assertThat(page.locator("#yes")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("#question")).isHidden();
        assertThat(end).isFocused();

        live.awaitAnswers(2);
        assertThat(end).isFocused();
        assertThat(application.statistics("echo").active()).isEqualTo(1);

        page.keyboard().press("Enter");
        assertThat(page.locator("#yes")).isFocused();
        page.keyboard().press("Enter");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(live.stream(client(socket)).locator(".state")).hasText("ended");
        assertThat(end).isFocused();
    }

    @Test
    void pausesAndResumesAListener() throws Exception {
        var state = live.card("gate").locator(".bar .dot");
        assertThat(state).hasText("listening");

        live.change("Pause gate");
        assertThat(state).hasText("paused: admin");
        assertThat(live.page().locator("#readiness")).hasText("refusing");
        assertThat(live.page().locator("#warnings")).containsText("gate");
        Socket waiting = connect("gate");
        waiting.getOutputStream().write(7);

        live.change("Resume gate");
        assertThat(state).hasText("listening");
        assertThat(waiting.getInputStream().read()).isEqualTo(7);
        assertThat(live.page().locator("#warnings")).isHidden();
    }

    @Test
    void showsWhyAChangeIsRefused() throws Exception {
        Socket socket = connect("echo");
        String id = live.cell(client(socket), "id").textContent();
        live.button("End stream " + id).click();
        socket.close();
        application.awaitRest("echo");
        live.page().locator("#yes").click();

        assertThat(live.notices()).hasText(Pattern.compile("Not done: .*\\(404\\).*"));
        live.button("Dismiss").click();
        assertThat(live.notices()).hasCount(0);
        assertThat(live.takeComplaints()).hasSize(1).first().asString().contains("404");
    }

    @Test
    void capturesAStream() throws Exception {
        Socket socket = connect("echo");
        String id = live.cell(client(socket), "id").textContent();
        var capture = live.page().locator("#captures tbody tr");

        live.change("Capture stream " + id);
        assertThat(capture).containsText("stream " + id);
        assertThat(capture).containsText("running");
        say(socket, 1_000);
        Download file = live.page()
                .waitForDownload(() -> capture.getByRole(AriaRole.LINK).click());
        assertThat(file.suggestedFilename()).matches("weir-\\d+\\.pcapng");
        assertThat(Files.readAllBytes(file.path())).startsWith(0x0A, 0x0D, 0x0D, 0x0A);

        live.change("Delete capture " + capture.locator(".id").textContent());
        assertThat(capture).hasCount(0);
    }

    @Test
    void sortsAndFiltersAtTheServer() throws Exception {
        Socket much = connect("echo");
        Socket little = connect("gate");
        assertThat(live.stream(client(little))).isVisible();
        say(little, 1);
        say(much, 5_000);
        var first = live.page().locator("#streams tbody tr").first();

        live.button("Written").click();
        assertThat(first).containsText(client(much));
        assertThat(live.page().locator("#sort")).hasValue("bytes");
        assertThat(live.page().locator("#streams th.written")).hasAttribute("aria-sort", "descending");
        live.page().locator("#filter").selectOption("gate");
        assertThat(live.stream(client(much))).hasCount(0);
        assertThat(first).containsText(client(little));
        assertThat(live.page().locator("#count")).hasText("total 1, showing 1");
    }

    @Test
    void asksNothingWhileHidden() {
        live.page().clock().install();
        live.page().reload();
        assertThat(live.connection()).hasText("live");
        live.hide(true);
        live.page().waitForCondition(() -> live.asked() == live.ended());
        int asked = live.asked();

        live.page().clock().runFor(60_000);
        assertThat(live.asked()).isEqualTo(asked);

        live.hide(false);
        live.awaitAnswers(1);
        assertThat(live.asked()).isEqualTo(asked + 1);
    }

    @Test
    void asksNothingWhilePaused() {
        live.page().clock().install();
        live.page().reload();
        assertThat(live.connection()).hasText("live");
        live.button("Pause").click();
        assertThat(live.connection()).hasText("paused");
        live.page().waitForCondition(() -> live.asked() == live.ended());
        int asked = live.asked();

        live.page().clock().runFor(60_000);
        assertThat(live.asked()).isEqualTo(asked);

        live.button("Resume").click();
        assertThat(live.connection()).hasText("live");
        assertThat(live.asked()).isEqualTo(asked + 1);
    }

    @Test
    void refusesAScriptThatIsNotItsOwn() {
        live.page()
                .evaluate("() => { const script = document.createElement('script');"
                        + " script.textContent = 'window.injected = true'; document.body.append(script); }");

        assertThat(live.page().evaluate("() => window.injected === undefined")).isEqualTo(true);
        assertThat(live.takeComplaints())
                .anySatisfy(complaint -> assertThat(complaint).contains("Content Security Policy"));
    }

    @Test
    void hasNoSeriousFaultInEitherThemeOnAnyScreen() throws Exception {
        Socket socket = connect("echo");
        assertThat(live.stream(client(socket))).isVisible();
        live.change("Pause gate");
        assertThat(live.page().locator("#warnings")).isVisible();

        Accessibility.check(live.page());

        live.change("Resume gate");
        assertThat(live.page().locator("#warnings")).isHidden();
    }

    private static boolean isFocused(Locator locator) {
        return (boolean) locator.evaluate("element => element === document.activeElement");
    }

    private Socket connect(String listener) throws IOException {
        Socket socket = application.connect(listener);
        sockets.add(socket);
        return socket;
    }

    private static String client(Socket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Sends and receives, again and again, until the page shows what is expected. */
    private static void talkUntil(Socket socket, BooleanSupplier shown) {
        await().until(() -> {
            say(socket, 1_000);
            return shown.getAsBoolean();
        });
    }

    private static void say(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
        assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
}
