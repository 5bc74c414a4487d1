"""Records what statsmodels, scipy and scikit-learn compute, for the statistics of verdicts to match.

Small seeded data with groups that answer alike, and for it: Wilson's interval, Cohen's kappa, precision, recall and F1,
logistic regressions with cluster-robust covariance (length control, Bradley-Terry), regression coefficients of the
corrections by people's verdicts, cluster bootstraps with four times the resamples of Hone, and sample sizes.

    pip install numpy scipy statsmodels scikit-learn
    python scripts/references/statistics.py     writes core/src/test/resources/dev/hone/verdicts/statistics.json
"""

import json
import math
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.power import normal_sample_size_one_tail
from statsmodels.stats.proportion import proportion_confint

OUT = Path(__file__).resolve().parents[2] / "core/src/test/resources/dev/hone/verdicts/statistics.json"
RESAMPLES = 8_000
rng = np.random.default_rng(20260)


def logistic(x):
    return 1 / (1 + np.exp(-x))


def cluster_glm(y, x, groups):
    fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(
        tol=1e-14, cov_type="cluster", cov_kwds={"groups": groups, "use_correction": True})
    t = stats.t.ppf(0.975, len(set(groups)) - 1)
    return fit.params, fit.bse, [[b - t * s, b + t * s] for b, s in zip(fit.params, fit.bse)]


def bootstrap(groups, statistic):
    """Percentiles of a statistic of row numbers, groups drawn whole, expanded as Hesterberg (2015) does."""
    members = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    n = len(members)
    tail = stats.norm.cdf(-math.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1))
    drawn = [statistic(np.concatenate([members[i] for i in rng.integers(0, n, n)])) for _ in range(RESAMPLES)]
    return [float(q) for q in np.quantile(drawn, [tail, 1 - tail])]


def wilson():
    return [dict(successes=k, trials=n, interval=list(proportion_confint(k, n, method="wilson")))
            for k, n in [(8, 10), (0, 10), (10, 10), (450, 500), (1, 3)]]


def kappa():
    cases = []
    for table in ([[40, 9, 3], [6, 31, 5], [2, 8, 26]], [[90, 4], [5, 1]], [[2, 9], [7, 3]]):
        r = cohens_kappa(np.array(table))
        cases.append(dict(table=table, kappa=r.kappa, low=r.kappa_low, high=r.kappa_upp))
    return cases


def alignment():
    judge, human = rng.random(80) < 0.75, rng.random(80) < 0.8
    human = np.where(rng.random(80) < 0.6, judge, human)
    p, r, f, _ = precision_recall_fscore_support(~human, ~judge, average="binary")
    return dict(judge=judge.tolist(), human=human.tolist(), precision=p, recall=r, f1=f)


def length():
    groups = np.repeat(np.arange(24), 5)
    first, second = rng.integers(50, 900, 120), rng.integers(50, 600, 120)
    d = first - second
    chance = logistic(0.3 + 1.2 * np.tanh(d / d.std()) + np.repeat(rng.normal(0, 0.8, 24), 5))
    scores = np.where(rng.random(120) < 0.15, 0.5, (rng.random(120) < chance) * 1.0)
    x = np.column_stack([np.ones(120), np.tanh(d / d.std())])
    b, _, ends = cluster_glm(scores, x, groups)
    effect = lambda slope: logistic(slope * math.tanh(1)) - 0.5
    return dict(groups=groups.tolist(), scores=scores.tolist(), first=first.tolist(), second=second.tolist(),
                effect=effect(b[1]), effectInterval=[effect(e) for e in ends[1]], controlled=logistic(b[0]),
                controlledInterval=[logistic(e) for e in ends[0]], interval=bootstrap(groups, lambda i: scores[i].mean()))


def bradley_terry():
    models, strength = ["base", "logged", "teacher", "tuned"], np.array([-1.0, 0.0, 0.7, 0.4])
    rows, groups = [], np.repeat(np.arange(30), 5)
    shift = np.repeat(rng.normal(0, 0.6, 30), 5)
    for i in range(150):
        a, b = rng.choice(4, 2, replace=False)
        score = 0.5 if rng.random() < 0.2 else float(rng.random() < logistic(strength[a] - strength[b] + shift[i]))
        rows.append((a, b, score))
    x = np.zeros((150, 4))
    for i, (a, b, _) in enumerate(rows):
        x[i, a], x[i, b] = 1, -1
    b, _, ends = cluster_glm(np.array([r[2] for r in rows]), np.delete(x, 1, 1), groups)
    names = [m for m in models if m != "logged"]
    return dict(matches=[dict(group=int(g), first=models[a], second=models[b_], score=s) for g, (a, b_, s) in zip(groups, rows)],
                logOdds=dict(zip(names, b)), intervals={m: [logistic(v) for v in e] for m, e in zip(names, ends)})


def corrected():
    groups = np.repeat(np.arange(200), 3)
    human = (rng.random(600) < np.repeat(rng.beta(4, 3, 200), 3)) * 1.0
    right = rng.random((600, 2)) < 0.85
    judge = np.where(right, human[:, None], 1 - human[:, None]).mean(axis=1)
    drawn = rng.permutation(200)[:60]
    slice_ = np.flatnonzero(np.isin(groups, drawn))
    in_slice = np.isin(np.arange(600), slice_)

    def powered(i):
        s = i[in_slice[i]]
        w = sm.OLS(human[s], sm.add_constant(judge[s])).fit().params[1] if len(set(judge[s])) > 1 else 0
        return human[s].mean() + w * (judge[i].mean() - judge[s].mean())

    def gladen(i):
        s = i[in_slice[i]]
        c, b = sm.OLS(judge[s], sm.add_constant(human[s])).fit().params
        return (judge[i].mean() - c) / b

    everything = np.arange(600)
    return dict(groups=groups.tolist(), judge=judge.tolist(), human=human.tolist(), slice=slice_.tolist(),
                predictionPowered=powered(everything), predictionPoweredInterval=bootstrap(groups, powered),
                roganGladen=gladen(everything), roganGladenInterval=bootstrap(groups, gladen))


def sample_sizes():
    cases = []
    for q in (1.0, 0.8):
        for p in (0.52, 0.55, 0.6, 0.65, 0.7):
            seen = 0.5 + (p - 0.5) * (2 * q - 1)
            n = normal_sample_size_one_tail(seen - 0.5, 0.8, 0.025, std_null=0.5, std_alternative=math.sqrt(seen * (1 - seen)))
            cases.append(dict(winRate=p, judgeAccuracy=q, pairs=math.ceil(n)))
    n = normal_sample_size_one_tail(0.02, 0.8, 0.025, std_null=0.3)
    return dict(pairs=cases, notWorse=dict(margin=0.02, deviation=0.3, rows=math.ceil(n)))


figures = dict(wilson=wilson(), kappa=kappa(), alignment=alignment(), length=length(), bradleyTerry=bradley_terry(),
               corrected=corrected(), sampleSizes=sample_sizes())
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(figures, separators=(",", ":"), default=float) + "\n")
print(OUT, OUT.stat().st_size, "bytes")
print(json.dumps(figures["sampleSizes"]))
