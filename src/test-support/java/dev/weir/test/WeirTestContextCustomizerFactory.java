package dev.weir.test;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Reads {@link AutoConfigureWeirTest}. */
final class WeirTestContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        AutoConfigureWeirTest annotation =
                TestContextAnnotationUtils.findMergedAnnotation(testClass, AutoConfigureWeirTest.class);
        return annotation == null
                ? null
                : new WeirTestContextCustomizer(Set.of(annotation.listeners()), annotation.transport());
    }
}
