package io.jenkins.plugins.cd4ml.engine.train.djl;

import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;
import java.util.List;

/** {@code train.djl}: the built-in perceptron. */
public final class DjlKind implements TrainerKind {
    @Override
    public String key() {
        return "djl";
    }

    @Override
    public Trainer trainer() {
        return new DjlTraining();
    }

    @Override
    public boolean needsDataset() {
        return true;
    }

    @Override
    public boolean tunable() {
        return true;
    }

    /** @return DJL's PyTorch engine; its model is an ONNX file, which every worker reads */
    @Override
    public List<Pack> packs() {
        return List.of(new Pack(
                "training",
                "ai.djl.pytorch",
                "pytorch-native-cpu",
                "2.7.1",
                "linux-x86_64",
                "1769928feaaa2389b4aa68390e7787ce1707290258b167d016a200fced4b8c39",
                111597418L));
    }
}
