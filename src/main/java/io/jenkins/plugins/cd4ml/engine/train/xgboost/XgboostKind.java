package io.jenkins.plugins.cd4ml.engine.train.xgboost;

import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;
import java.util.List;

/** {@code train.xgboost}: the built-in trees. */
public final class XgboostKind implements TrainerKind {
    /** DJL's engine with XGBoost's native library for all platforms, what of XGBoost trains, and what these two name. */
    private static final List<Pack> PACKS = List.of(
            new Pack(
                    "xgboost",
                    "ai.djl.ml.xgboost",
                    "xgboost",
                    "0.35.0",
                    "",
                    "f388e57b442f5abe2c0e6cf35d912e84c28d9b69db166303bda37c12fe76c83e",
                    15795994L),
            new Pack(
                    "xgboost",
                    "ml.dmlc",
                    "xgboost4j_2.12",
                    "3.0.4",
                    "",
                    "bda89cfcd9f2dfd5a15d7b43f4c5ae37b080b9f634a1938dc383278ad1a12e2d",
                    15838592L),
            new Pack(
                    "xgboost",
                    "com.esotericsoftware",
                    "kryo",
                    "5.6.2",
                    "",
                    "4e8b1d2f4977187af8a51a957329722dc1cdc56a7c94fbb5a791e82897629cff",
                    373885L),
            new Pack(
                    "xgboost",
                    "commons-logging",
                    "commons-logging",
                    "1.3.5",
                    "",
                    "6d7a744e4027649fbb50895df9497d109f98c766a637062fe8d2eabbb3140ba4",
                    73737L));

    @Override
    public String key() {
        return "xgboost";
    }

    @Override
    public Trainer trainer() {
        return new XgboostTraining();
    }

    @Override
    public boolean needsDataset() {
        return true;
    }

    @Override
    public boolean tunable() {
        return true;
    }

    @Override
    public List<Pack> packs() {
        return PACKS;
    }

    @Override
    public List<Pack> scoringPacks() {
        return PACKS;
    }
}
