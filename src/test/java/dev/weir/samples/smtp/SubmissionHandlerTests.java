package dev.weir.samples.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.ProtocolPageSettings;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What an author of {@link SubmissionHandler} tests: the dialog, refusals, segments and ends. */
@Timeout(60)
@WeirTest(listeners = "submission")
@ProtocolPageSettings
class SubmissionHandlerTests {

    private static final List<Mail> MAILS = new CopyOnWriteArrayList<>();

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Accounts accounts;

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Consumer<Mail> outbox;

    static Accounts accounts() {
        return (user, password) -> user.equals("ada") && password.equals("right");
    }

    static Consumer<Mail> outbox() {
        return MAILS::add;
    }

    @BeforeEach
    void forgetMails() {
        MAILS.clear();
    }

    @Test
    void greetsAndSaysWhatItKnows(TcpTestClient client) {
        client.receivesLine("220 mail.example.org ESMTP").send("EHLO client\r\n");
        client.receives("250-mail.example.org\r\n250-8BITMIME\r\n250-SIZE 1048576\r\n250 AUTH PLAIN\r\n");
    }

    @Test
    void acceptsAMail(TcpTestClient client) {
        logIn(client).send("MAIL FROM:<a@b>\r\n").receivesLine("250 2.1.0 OK");
        client.send("RCPT TO:<c@d>\r\n").receivesLine("250 2.1.5 OK");
        client.send("DATA\r\n").receivesLine("354 End with a dot on a line of its own");
        client.send("one\r\n..two\r\n.\r\n").receivesLine("250 2.0.0 Accepted");
        assertThat(MAILS).containsExactly(new Mail("ada", "a@b", List.of("c@d"), "one\r\n.two\r\n"));
    }

    @Test
    void acceptsNoMailBeforeTheLogin(TcpTestClient client) {
        greeted(client).send("MAIL FROM:<a@b>\r\n").receivesLine("530 5.7.0 Authentication required");
    }

    @Test
    void endsAfterThreeWrongPasswords(TcpTestClient client) {
        greeted(client).send(credentials("wrong")).receivesLine("535 5.7.8 Wrong user or password");
        client.send(credentials("")).receivesLine("535 5.7.8 Wrong user or password");
        client.send(credentials("Right")).receivesLine("421 4.7.0 Too many wrong passwords");
        client.thenEnds();
    }

    @Test
    void aCommandMayComeInSeveralSegments(TcpTestClient client) {
        greeted(client).segments("NO", "OP", "\r", "\nNOOP\r").receivesLine("250 2.0.0 OK");
        client.send("\n").receivesLine("250 2.0.0 OK");
    }

    @Test
    void aLoneLineFeedEndsNoCommand(TcpTestClient client) {
        greeted(client).send("NOOP\nNOOP\r\n").receivesLine("500 5.5.1 Unknown command");
    }

    @Test
    void endsAtALineThatIsTooLong(TcpTestClient client) {
        greeted(client).send("x".repeat(12289)).thenEnds();
    }

    @Test
    void endsAfterQuit(TcpTestClient client) {
        greeted(client).send("QUIT\r\n").receivesLine("221 2.0.0 Bye").thenEnds();
    }

    private static TcpTestClient greeted(TcpTestClient client) {
        return client.receivesLine("220 mail.example.org ESMTP");
    }

    private static TcpTestClient logIn(TcpTestClient client) {
        return greeted(client).send(credentials("right")).receivesLine("235 2.7.0 Welcome");
    }

    private static String credentials(String password) {
        byte[] credentials = ("\0ada\0" + password).getBytes(UTF_8);
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(credentials) + "\r\n";
    }
}
