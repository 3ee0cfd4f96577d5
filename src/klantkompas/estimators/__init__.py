"""Statistical models: numpy arrays in, frozen dataclasses out.

Nothing here knows a customer, a firm or a currency; the words are those of the field (x, t_x, T, tenure).
Import the module that you need (``klantkompas.estimators.purchases``): scipy is loaded with it, and this
package on its own stays light.

    arrays       arrays checked at the door, and worked through in blocks
    fitting      the one way in which a likelihood is maximised and judged
    purchases    (M)BG/CNBD-k: fit, still active, future orders, lateness, pace; Pareto/NBD and NBD beside it
    forecast     orders to come per buyer: models and past seasons for the level, a learner for who orders most
    regularity   the Erlang shape of the gaps between orders
    spend        Gamma-Gamma, and shrinkage of the parts of a margin
    flows        the range of money that flows while something lasts
    wallet       what buyers spend in all, from what some declared and what comparable ones spend
    contracts    sBG and BdW for relations with a known end
    dirichlet    a market's buyers over its brands (NBD-Dirichlet), as a norm
    points       what saved points are owed (IFRS 15)
    scoring      how forecasts came out: errors, comparison in pairs, coverage, calibration
    tenure       Kaplan-Meier with delayed entry, smooth hazard, danger peak
"""
