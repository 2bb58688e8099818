package dev.weir.samples.shout;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** Answers the name of an account with its balance. */
@Component
final class BalanceQuery implements TcpStreamHandler {

    private final Accounts accounts;

    BalanceQuery(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public void handle(TcpStream stream) throws IOException {
        for (String account; (account = stream.readLine(StandardCharsets.UTF_8, 100)) != null; ) {
            stream.writeAll((accounts.balance(account) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
