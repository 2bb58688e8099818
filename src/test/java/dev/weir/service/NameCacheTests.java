package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NameCacheTests {

    private static final String SECONDS = "networkaddress.cache.ttl";
    private static final String FALLBACK = "sun.net.inetaddr.ttl";

    private String before;

    @BeforeEach
    void remember() {
        before = Security.getProperty(SECONDS);
    }

    /** A security property cannot be removed; 30 is what the JVM does without it. */
    @AfterEach
    void restore() {
        Security.setProperty(SECONDS, before == null ? "30" : before);
        System.clearProperty(FALLBACK);
    }

    @Test
    void leavesWhatIsConfigured() {
        System.setProperty(FALLBACK, "60");
        NameCache.shorten();
        assertThat(Security.getProperty(SECONDS)).isEqualTo(before);

        System.clearProperty(FALLBACK);
        NameCache.shorten();
        assertThat(Security.getProperty(SECONDS)).isEqualTo(before == null ? "1" : before);

        Security.setProperty(SECONDS, "77");
        NameCache.shorten();
        assertThat(Security.getProperty(SECONDS)).isEqualTo("77");
    }
}
