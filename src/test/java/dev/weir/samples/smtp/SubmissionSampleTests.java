package dev.weir.samples.smtp;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.take;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.observe.CloseCause;
import dev.weir.samples.ProtocolPage;
import dev.weir.server.DrainSettings;
import dev.weir.stream.TcpStream;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningApplication;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample with Jakarta Mail as the client, and with lines that it would not send. */
@Timeout(120)
class SubmissionSampleTests {

    private final BlockingQueue<Mail> outbox = new LinkedBlockingQueue<>();
    private RunningApplication application;

    @BeforeEach
    void start() throws Exception {
        Accounts accounts = (user, password) -> user.equals("ada") && password.equals("sécret");
        application = ProtocolPage.read()
                .application("SMTP")
                .bean("submission", SubmissionHandler.class, () -> new SubmissionHandler(accounts, outbox::add))
                .start();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void acceptsAMailOfJakartaMail() throws Exception {
        Session session = session();
        var mail = new MimeMessage(session);
        mail.setFrom("ada@example.org");
        mail.setRecipients(RecipientType.TO, "grace@example.org, alan@example.org");
        mail.setSubject("Engine");
        mail.setText("Grüße\r\n.\r\n..and more\r\n", "UTF-8");
        mail.setHeader("Content-Transfer-Encoding", "8bit");
        try (Transport transport = connect(session, "sécret")) {
            transport.sendMessage(mail, mail.getAllRecipients());
            transport.sendMessage(mail, mail.getAllRecipients());
        }
        Mail first = take(outbox);
        assertThat(first.user()).isEqualTo("ada");
        assertThat(first.sender()).isEqualTo("ada@example.org");
        assertThat(first.recipients()).containsExactly("grace@example.org", "alan@example.org");
        var received = new MimeMessage(
                session, new ByteArrayInputStream(first.content().getBytes(ISO_8859_1)));
        assertThat(received.getContent()).isEqualTo("Grüße\r\n.\r\n..and more\r\n");
        assertThat(take(outbox)).isEqualTo(first);
    }

    @Test
    void refusesAWrongPassword() {
        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> connect(session(), "secret"))
                .withMessageContaining("535");
    }

    @Test
    void endsTheConnectionAfterThreeWrongPasswords() throws Exception {
        try (TcpStream client = open()) {
            String wrong = "AUTH PLAIN " + credentials("secret");
            String right = "AUTH PLAIN " + credentials("sécret");
            send(client, wrong, "AUTH PLAIN", credentials(""), wrong, right);
            assertReplies(client, "535", "334", "535", "421", null);
        }
    }

    @Test
    void acceptsNoMailBeforeTheLogin() throws Exception {
        try (TcpStream client = open()) {
            send(client, "MAIL FROM:<ada@example.org>", "DATA", "QUIT", "NOOP");
            assertReplies(client, "530", "503", "221", null);
        }
        assertThat(outbox).isEmpty();
    }

    /** SMTP smuggling: a server that takes LF for an end of line would find a second mail in this one. */
    @Test
    void findsNoEndOfTheMailInLoneLineFeeds() throws Exception {
        try (TcpStream client = open()) {
            send(client, "AUTH PLAIN " + credentials("sécret"), "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
            send(client, "one\n.\nMAIL FROM:<x@y>\nRCPT TO:<z@z>\nDATA\ntwo", ".", "QUIT");
            assertReplies(client, "235", "250", "250", "354", "250", "221", null);
        }
        assertThat(outbox).singleElement().extracting(Mail::content).asString().contains("one\n.\n", "two\r\n");
    }

    @Test
    void refusesAMailThatIsTooLarge() throws Exception {
        try (TcpStream client = open()) {
            send(client, "AUTH PLAIN " + credentials("sécret"), "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
            for (int i = 0; i < 1100; i++) {
                send(client, "x".repeat(1000));
            }
            send(client, ".", "NOOP");
            assertReplies(client, "235", "250", "250", "354", "552", "250");
        }
        assertThat(outbox).isEmpty();
    }

    @Test
    void saysGoodbyeWhenTheListenerDrains() throws Exception {
        try (TcpStream client = open()) {
            application
                    .listener("submission")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Patience.DEADLINE));
            assertReplies(client, "421", null);
        }
        Patience.await().until(() -> application.statistics("submission").closed(CloseCause.SHUTDOWN_DRAINED) == 1);
    }

    private Session session() {
        var properties = new Properties();
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.allow8bitmime", "true");
        properties.setProperty("mail.smtp.timeout", Integer.toString(DEADLINE_MILLIS));
        return Session.getInstance(properties);
    }

    private Transport connect(Session session, String password) throws MessagingException {
        Transport transport = session.getTransport("smtp");
        transport.connect("127.0.0.1", application.address("submission").getPort(), "ada", password);
        return transport;
    }

    /** Connects without Jakarta Mail, and reads the greeting. */
    private TcpStream open() throws IOException {
        TcpStream client = TcpStream.connect(
                "127.0.0.1:" + application.address("submission").getPort());
        assertReplies(client, "220");
        return client;
    }

    private static String credentials(String password) {
        return Base64.getEncoder().encodeToString(("\0ada\0" + password).getBytes(UTF_8));
    }

    private static void send(TcpStream client, String... lines) throws IOException {
        client.writeAll((String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1));
    }

    /** @param codes of the next lines; {@code null} for the end */
    private static void assertReplies(TcpStream client, String... codes) throws IOException {
        for (String code : codes) {
            String line = client.readLine(UTF_8, 1000);
            assertThat(line == null ? null : line.substring(0, 3)).isEqualTo(code);
        }
    }
}
