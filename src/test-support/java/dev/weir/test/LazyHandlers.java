package dev.weir.test;

import dev.weir.frame.FrameHandler;
import dev.weir.stream.TcpStreamHandler;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Creates a handler only if a listener needs it, so that those of listeners that are not tested need nothing. */
final class LazyHandlers implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        makeLazy(beans, TcpStreamHandler.class);
        makeLazy(beans, FrameHandler.class);
    }

    private static void makeLazy(ConfigurableListableBeanFactory beans, Class<?> type) {
        for (String name : beans.getBeanNamesForType(type, true, false)) {
            if (beans.containsBeanDefinition(name)) {
                beans.getBeanDefinition(name).setLazyInit(true);
            }
        }
    }
}
