package dev.weir.samples.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one client has said so far. For one thread. */
final class SmtpDialog {

    private static final int MAX_ATTEMPTS = 3;
    private static final int MAX_MAIL = 1024 * 1024;
    private static final int MAX_RECIPIENTS = 100;

    private static final Pattern MAIL = Pattern.compile("FROM:<([^>]*)>.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern RCPT = Pattern.compile("TO:<([^>]+)>.*", Pattern.CASE_INSENSITIVE);

    private enum Phase {
        COMMANDS,
        CREDENTIALS,
        CONTENT,
        ENDED
    }

    private final Accounts accounts;
    private final Consumer<Mail> outbox;
    private final List<String> recipients = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();

    private Phase phase = Phase.COMMANDS;
    private int failedLogins;
    private @Nullable String user;
    private @Nullable String sender;

    SmtpDialog(Accounts accounts, Consumer<Mail> outbox) {
        this.accounts = accounts;
        this.outbox = outbox;
    }

    boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** Returns the lines of the reply to a line; none within a mail, and none after the end. */
    List<String> answer(String line) {
        return switch (phase) {
            case COMMANDS -> command(line);
            case CREDENTIALS -> logIn(line);
            case CONTENT -> addContent(line);
            case ENDED -> List.of();
        };
    }

    private List<String> command(String line) {
        String[] words = line.split(" ", 2);
        String argument = words.length == 1 ? "" : words[1].strip();
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "EHLO" -> {
                reset();
                yield List.of("250-mail.example.org", "250-8BITMIME", "250-SIZE " + MAX_MAIL, "250 AUTH PLAIN");
            }
            case "HELO", "RSET" -> {
                reset();
                yield List.of("250 mail.example.org");
            }
            case "NOOP" -> List.of("250 2.0.0 OK");
            case "QUIT" -> end("221 2.0.0 Bye");
            case "AUTH" -> authenticate(argument);
            case "MAIL" -> user == null ? loginRequired() : setSender(argument);
            case "RCPT" -> sender == null ? outOfSequence() : addRecipient(argument);
            case "DATA" -> recipients.isEmpty() ? outOfSequence() : beginContent();
            default -> List.of("500 5.5.1 Unknown command");
        };
    }

    private List<String> authenticate(String argument) {
        String[] words = argument.split(" ", 2);
        if (user != null) {
            return outOfSequence();
        }
        if (!words[0].equalsIgnoreCase("PLAIN")) {
            return List.of("504 5.5.4 Only AUTH PLAIN is known");
        }
        if (words.length == 2) {
            return logIn(words[1]);
        }
        phase = Phase.CREDENTIALS;
        return List.of("334 ");
    }

    /** The credentials of RFC 4616: an identity to act as, the user and the password, separated by NUL. */
    private List<String> logIn(String credentials) {
        phase = Phase.COMMANDS;
        String[] parts;
        try {
            parts = new String(Base64.getDecoder().decode(credentials), UTF_8).split("\0", -1);
        } catch (IllegalArgumentException _) {
            return List.of("501 5.5.2 The credentials are not in Base64");
        }
        if (parts.length == 3 && accounts.isPassword(parts[1], parts[2])) {
            user = parts[1];
            return List.of("235 2.7.0 Welcome");
        }
        failedLogins++;
        return failedLogins < MAX_ATTEMPTS
                ? List.of("535 5.7.8 Wrong user or password")
                : end("421 4.7.0 Too many wrong passwords");
    }

    private List<String> setSender(String argument) {
        Matcher matcher = MAIL.matcher(argument);
        if (sender != null) {
            return outOfSequence();
        }
        if (!matcher.matches()) {
            return syntaxError();
        }
        sender = matcher.group(1);
        return List.of("250 2.1.0 OK");
    }

    private List<String> addRecipient(String argument) {
        Matcher matcher = RCPT.matcher(argument);
        if (!matcher.matches()) {
            return syntaxError();
        }
        if (recipients.size() == MAX_RECIPIENTS) {
            return List.of("452 4.5.3 Too many recipients");
        }
        recipients.add(matcher.group(1));
        return List.of("250 2.1.5 OK");
    }

    private List<String> beginContent() {
        phase = Phase.CONTENT;
        return List.of("354 End with a dot on a line of its own");
    }

    /** The client has doubled a dot that begins a line. Of a mail that is too large, a line more than the maximum is kept. */
    private List<String> addContent(String line) {
        if (line.equals(".")) {
            return finish();
        }
        if (content.length() <= MAX_MAIL) {
            content.append(line, line.startsWith(".") ? 1 : 0, line.length()).append("\r\n");
        }
        return List.of();
    }

    private List<String> finish() {
        phase = Phase.COMMANDS;
        boolean tooLarge = content.length() > MAX_MAIL;
        if (!tooLarge && user != null && sender != null) {
            outbox.accept(new Mail(user, sender, List.copyOf(recipients), content.toString()));
        }
        reset();
        return List.of(tooLarge ? "552 5.3.4 The mail is too large" : "250 2.0.0 Accepted");
    }

    private void reset() {
        sender = null;
        recipients.clear();
        content.setLength(0);
    }

    private List<String> end(String reply) {
        phase = Phase.ENDED;
        return List.of(reply);
    }

    private static List<String> loginRequired() {
        return List.of("530 5.7.0 Authentication required");
    }

    private static List<String> outOfSequence() {
        return List.of("503 5.5.1 Bad sequence of commands");
    }

    private static List<String> syntaxError() {
        return List.of("501 5.5.2 Syntax error in the address");
    }
}
