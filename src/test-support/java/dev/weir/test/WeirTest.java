package dev.weir.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests an application's listeners and handlers, and nothing else of it.
 *
 * <p>The application context has the listeners of the settings, Spring Integration, SSL bundles and Jackson. Of the
 * application's components it has those that Weir calls: {@code TcpStreamHandler}, {@code FrameHandler}, {@code
 * FrameConverter}, {@code FrameFormat}, {@code Correlation} and {@code ConnectionObserver}. What they need comes from {@code @MockitoBean}, {@code
 * @Import} or {@link #includeFilters}. A handler that no started listener names is not created.
 *
 * <pre>{@code
 * @WeirTest
 * class ShoutMessagesTests {
 *
 *     @Test
 *     void shouts(TcpTestClient client) {
 *         client.send("hello\n").receivesLine("HELLO");
 *     }
 * }
 * }</pre>
 *
 * <p>For a whole application use {@code @SpringBootTest} with {@link AutoConfigureWeirTest}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(WeirTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(WeirTestTypeExcludeFilter.class)
@ImportAutoConfiguration
@AutoConfigureWeirTest
public @interface WeirTest {

    /** The names of the listeners to start; all that the settings have if it is empty. */
    @AliasFor(annotation = AutoConfigureWeirTest.class)
    String[] listeners() default {};

    /** What clients and listeners are connected by. */
    @AliasFor(annotation = AutoConfigureWeirTest.class)
    TestTransport transport() default TestTransport.MEMORY;

    /** Settings, each {@code key=value}, added to the {@link Environment} before the application starts. */
    String[] properties() default {};

    /** Whether the components that Weir calls are found. */
    boolean useDefaultFilters() default true;

    /** More components to find. */
    Filter[] includeFilters() default {};

    /** Components to leave out. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations to leave out. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
