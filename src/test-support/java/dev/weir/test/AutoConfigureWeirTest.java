package dev.weir.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connects tests of an application to its listeners: an addition to {@code @SpringBootTest}.
 *
 * <p>There is a bean {@link TcpTestClients}, and a test method may have parameters of type {@link TcpTestClient}. Streams that
 * are still open when the application ends get one second.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(WeirTestExtension.class)
public @interface AutoConfigureWeirTest {

    /** The names of the listeners to start; all that the settings have if it is empty. */
    String[] listeners() default {};

    /** What clients and listeners are connected by. */
    TestTransport transport() default TestTransport.PORT;
}
