package dev.weir.samples.smtp;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Receives mail by SMTP (RFC 5321, RFC 6409) from users that have logged in (RFC 4954). */
@Component("submission")
final class SubmissionHandler implements FrameHandler<String, String> {

    private static final String DIALOG = "dialog";

    private final Accounts accounts;
    private final Consumer<Mail> outbox;

    SubmissionHandler(Accounts accounts, Consumer<Mail> outbox) {
        this.accounts = accounts;
        this.outbox = outbox;
    }

    @Override
    public void onOpen(FrameSession session) throws IOException {
        session.attributes().put(DIALOG, new SmtpDialog(accounts, outbox));
        session.send("220 mail.example.org ESMTP");
    }

    @Override
    public @Nullable String handle(String line, FrameSession session) throws IOException {
        var dialog = (SmtpDialog) Objects.requireNonNull(session.attributes().get(DIALOG));
        List<String> reply = dialog.answer(line);
        if (dialog.hasEnded()) {
            session.end();
        }
        if (reply.isEmpty()) {
            return null;
        }
        for (String each : reply.subList(0, reply.size() - 1)) {
            session.send(each);
        }
        return reply.getLast();
    }

    @Override
    public void onDrain(FrameSession session) throws IOException {
        session.send("421 4.3.2 mail.example.org is shutting down");
        session.end();
    }
}
