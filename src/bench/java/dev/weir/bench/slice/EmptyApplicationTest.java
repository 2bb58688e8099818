package dev.weir.bench.slice;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;

/** An application of its own, with all auto-configuration and no listener. */
@SpringBootTest(
        classes = EmptyApplicationTest.Application.class,
        properties = "spring.config.location=optional:classpath:/none/")
final class EmptyApplicationTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
