package dev.weir.test;

import dev.weir.server.StreamListener;
import dev.weir.stream.TcpStream;

/**
 * AssertJ's entry points for Weir's types, beside {@code Assertions.assertThat}.
 *
 * <p>What happens on other threads, as an end or a count does, is waited for, at most {@link TcpTestClient#DEADLINE}.
 */
public final class WeirAssertions {

    private WeirAssertions() {}

    public static ListenerAssert assertThat(StreamListener actual) {
        return new ListenerAssert(actual);
    }

    public static StreamAssert assertThat(TcpStream actual) {
        return new StreamAssert(actual);
    }
}
