package dev.weir.engine;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link BuiltImage}, and an {@link Engine} that has loaded it. Both take long to make: all tests of a run share
 * them, and the end of the run closes them.
 */
public final class ImageResources implements BeforeEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ImageResources.class);

    private interface Making<T> {
        T make() throws Exception;
    }

    /** Makes what the test's method wants: thrown by {@link #resolveParameter}, a test to be skipped would count as failed. */
    @Override
    public void beforeEach(ExtensionContext context) {
        for (Class<?> type : context.getRequiredTestMethod().getParameterTypes()) {
            if (isResource(type)) {
                Object _ = resource(type, context);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return isResource(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return resource(parameter.getParameter().getType(), context);
    }

    private static boolean isResource(Class<?> type) {
        return type == BuiltImage.class || type == Engine.class;
    }

    private static Object resource(Class<?> type, ExtensionContext context) {
        BuiltImage image = shared(context, BuiltImage.class, BuiltImage::make);
        return type == BuiltImage.class ? image : shared(context, Engine.class, () -> engineWith(image));
    }

    private static Engine engineWith(BuiltImage image) throws Exception {
        Engine engine = Engine.start();
        try {
            String _ = engine.docker("load", "--input", image.pack().toString());
            return engine;
        } catch (Exception | Error e) {
            engine.close();
            throw e;
        }
    }

    private static <T> T shared(ExtensionContext context, Class<T> type, Making<T> making) {
        return type.cast(context.getRoot().getStore(NAMESPACE).computeIfAbsent(type, _ -> {
            try {
                return making.make();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(type.getSimpleName() + " could not be made", e);
            }
        }));
    }
}
