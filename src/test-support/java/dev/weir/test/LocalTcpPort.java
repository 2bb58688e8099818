package dev.weir.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The port of a listener, for a field or a parameter of type {@code int} in a test: what the property {@code
 * local.tcp.<name>.port} has.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(WeirTestExtension.class)
public @interface LocalTcpPort {

    /** The listener's name. */
    String value();
}
