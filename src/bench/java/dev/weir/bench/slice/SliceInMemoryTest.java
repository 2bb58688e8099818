package dev.weir.bench.slice;

import dev.weir.test.WeirTest;
import org.springframework.test.context.ContextConfiguration;

@WeirTest(properties = {SliceInMemoryTest.NO_FILES, SliceInMemoryTest.ADDRESS, SliceInMemoryTest.HANDLER})
@ContextConfiguration(classes = EmptyApplicationTest.Application.class)
final class SliceInMemoryTest {

    static final String NO_FILES = "spring.config.location=optional:classpath:/none/";
    static final String ADDRESS = "weir.listeners.echo.address=127.0.0.1:0";
    static final String HANDLER = "weir.listeners.echo.handler=echo";
}
