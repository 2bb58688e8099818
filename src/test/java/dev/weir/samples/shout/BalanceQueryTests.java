package dev.weir.samples.shout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.StreamListeners;
import dev.weir.test.ConnectedTo;
import dev.weir.test.LocalTcpPort;
import dev.weir.test.TcpTestClient;
import dev.weir.test.TestTransport;
import dev.weir.test.WeirTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** Both listeners of the application, on ports, with another bean for what a handler needs. */
@TestPropertySource(properties = ShoutTest.SETTINGS)
@WeirTest(transport = TestTransport.PORT)
class BalanceQueryTests {

    @TestBean
    private Accounts accounts;

    @LocalTcpPort("balance")
    private int balancePort;

    static Accounts accounts() {
        return new Accounts() {
            @Override
            public long balance(String account) {
                return account.length();
            }
        };
    }

    @Test
    void answersWithTheBalance(@ConnectedTo("balance") TcpTestClient client) {
        client.send("joe\n").receivesLine(Long.toString(accounts.balance("joe")));
    }

    @Test
    void portsAreThoseOfTheListeners(@LocalTcpPort("shout") int shoutPort, @Autowired StreamListeners listeners) {
        assertThat(listeners.find("balance").address()).isEqualTo("127.0.0.1:" + balancePort);
        assertThat(listeners.find("shout").address()).isEqualTo("127.0.0.1:" + shoutPort);
    }
}
