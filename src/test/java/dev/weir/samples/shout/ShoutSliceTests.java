package dev.weir.samples.shout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.test.TcpTestClients;
import dev.weir.test.TestTransport;
import dev.weir.test.WeirTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;

/** What a {@link WeirTest} has of its application, and what it says when it cannot have it. */
@Timeout(60)
class ShoutSliceTests {

    @Nested
    @TestPropertySource(properties = ShoutTest.SETTINGS)
    @WeirTest(listeners = "shout")
    class OneListener {

        @Test
        void onlyWhatTheListenerNeedsIsCreated(@Autowired ApplicationContext context) {
            assertThat(context.getBean(StreamListeners.class).all())
                    .singleElement()
                    .returns("shout", StreamListener::name)
                    .returns("memory:shout", StreamListener::address);
            assertThat(context.getBeanNamesForType(Accounts.class)).isEmpty();
            assertThat(context.getEnvironment().getProperty("local.tcp.shout.port"))
                    .isNull();
        }

        @Test
        void aListenerThatIsNotStartedIsNamedWithTheOthers(@Autowired TcpTestClients clients) {
            assertThatThrownBy(() -> clients.connect("balance"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("There is no listener balance; there are: shout");
        }
    }

    @WeirTest(
            listeners = {"shout", "shuot"},
            transport = TestTransport.PORT,
            properties = ShoutTest.SETTINGS)
    static class Misspelled {}

    @Test
    void aListenerThatIsNotConfiguredFailsTheStart() {
        var context = new TestContextManager(Misspelled.class).getTestContext();
        assertThatThrownBy(context::getApplicationContext)
                .rootCause()
                .hasMessage("There is no listener shuot below weir.listeners; there are balance, shout.");
    }
}
