SELECT
  "t48"."incident_id",
  "t48"."norm_id",
  "t48"."reading",
  "t48"."verdict",
  "t48"."unknowns",
  "t48"."bearers",
  "t48"."bearer_mode",
  "t48"."list_entry",
  "t48"."zone",
  "t48"."from_milestone",
  "t48"."guarantors",
  "t48"."accord_hash"
FROM (
  SELECT
    "t47"."incident_id",
    "t47"."norm",
    "t47"."bit",
    "t15"."norm_id",
    "t47"."reading",
    "t14"."unknowns",
    "t47"."accord_hash",
    CASE
      WHEN "t47"."verdict" = 0
      THEN 'not-covered'
      WHEN "t47"."verdict" = 1
      THEN 'not-bound'
      WHEN "t47"."verdict" = 2
      THEN 'not-in-force'
      WHEN "t47"."verdict" = 3
      THEN 'outside'
      WHEN "t47"."verdict" = 4
      THEN 'exempt'
      WHEN "t47"."verdict" = 5
      THEN 'possible'
      WHEN "t47"."verdict" = 6
      THEN 'violation'
      ELSE NULL
    END AS "verdict",
    CASE
      WHEN (
        CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
      )
      OR (
        CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END = ''
      )
      THEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END
      WHEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = ''
      THEN CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
      ELSE ARRAY_TO_STRING(
        LIST_SORT(
          CASE
            WHEN STR_SPLIT(
              CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
              '; '
            ) IS NULL
            THEN NULL
            ELSE LIST_DISTINCT(
              STR_SPLIT(
                CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                '; '
              )
            ) + CASE
              WHEN LIST_BOOL_OR(
                LIST_APPLY(
                  STR_SPLIT(
                    CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                    '; '
                  ),
                  LAMBDA x : x IS NULL
                )
              )
              THEN [NULL]
              ELSE []
            END
          END
        ),
        '; '
      )
    END AS "bearers",
    CASE
      WHEN CASE
        WHEN (
          CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
        )
        OR (
          CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END = ''
        )
        THEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END
        WHEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = ''
        THEN CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
        ELSE ARRAY_TO_STRING(
          LIST_SORT(
            CASE
              WHEN STR_SPLIT(
                CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                '; '
              ) IS NULL
              THEN NULL
              ELSE LIST_DISTINCT(
                STR_SPLIT(
                  CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                  '; '
                )
              ) + CASE
                WHEN LIST_BOOL_OR(
                  LIST_APPLY(
                    STR_SPLIT(
                      CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                      '; '
                    ),
                    LAMBDA x : x IS NULL
                  )
                )
                THEN [NULL]
                ELSE []
              END
            END
          ),
          '; '
        )
      END = ''
      THEN ''
      WHEN "t47"."claimant" IS NOT NULL
      THEN 'alleged'
      WHEN CONTAINS(
        CASE
          WHEN (
            CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
          )
          OR (
            CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END = ''
          )
          THEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END
          WHEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = ''
          THEN CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
          ELSE ARRAY_TO_STRING(
            LIST_SORT(
              CASE
                WHEN STR_SPLIT(
                  CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                  '; '
                ) IS NULL
                THEN NULL
                ELSE LIST_DISTINCT(
                  STR_SPLIT(
                    CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                    '; '
                  )
                ) + CASE
                  WHEN LIST_BOOL_OR(
                    LIST_APPLY(
                      STR_SPLIT(
                        CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                        '; '
                      ),
                      LAMBDA x : x IS NULL
                    )
                  )
                  THEN [NULL]
                  ELSE []
                END
              END
            ),
            '; '
          )
        END,
        '; '
      )
      AND "t47"."charged_a"
      AND "t47"."charged_b"
      THEN 'one-of'
      WHEN CONTAINS(
        CASE
          WHEN (
            CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
          )
          OR (
            CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END = ''
          )
          THEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END
          WHEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END = ''
          THEN CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END
          ELSE ARRAY_TO_STRING(
            LIST_SORT(
              CASE
                WHEN STR_SPLIT(
                  CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                  '; '
                ) IS NULL
                THEN NULL
                ELSE LIST_DISTINCT(
                  STR_SPLIT(
                    CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                    '; '
                  )
                ) + CASE
                  WHEN LIST_BOOL_OR(
                    LIST_APPLY(
                      STR_SPLIT(
                        CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."bearers_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."bearers_b", '') ELSE '' END,
                        '; '
                      ),
                      LAMBDA x : x IS NULL
                    )
                  )
                  THEN [NULL]
                  ELSE []
                END
              END
            ),
            '; '
          )
        END,
        '; '
      )
      THEN 'joint'
      ELSE 'certain'
    END AS "bearer_mode",
    CASE
      WHEN (
        CASE
          WHEN (
            (
              "t47"."verdict" = 4
            )
            OR (
              (
                "t47"."verdict" = 5
              ) AND CONTAINS("t14"."unknowns", 'exception')
            )
          )
          AND NOT (
            "t47"."directed"
          )
          THEN COALESCE("t31"."entries_a", '')
          ELSE ''
        END = CASE
          WHEN (
            "t47"."verdict" = 4
          )
          OR (
            (
              "t47"."verdict" = 5
            ) AND CONTAINS("t14"."unknowns", 'exception')
          )
          THEN COALESCE("t32"."entries_b", '')
          ELSE ''
        END
      )
      OR (
        CASE
          WHEN (
            "t47"."verdict" = 4
          )
          OR (
            (
              "t47"."verdict" = 5
            ) AND CONTAINS("t14"."unknowns", 'exception')
          )
          THEN COALESCE("t32"."entries_b", '')
          ELSE ''
        END = ''
      )
      THEN CASE
        WHEN (
          (
            "t47"."verdict" = 4
          )
          OR (
            (
              "t47"."verdict" = 5
            ) AND CONTAINS("t14"."unknowns", 'exception')
          )
        )
        AND NOT (
          "t47"."directed"
        )
        THEN COALESCE("t31"."entries_a", '')
        ELSE ''
      END
      WHEN CASE
        WHEN (
          (
            "t47"."verdict" = 4
          )
          OR (
            (
              "t47"."verdict" = 5
            ) AND CONTAINS("t14"."unknowns", 'exception')
          )
        )
        AND NOT (
          "t47"."directed"
        )
        THEN COALESCE("t31"."entries_a", '')
        ELSE ''
      END = ''
      THEN CASE
        WHEN (
          "t47"."verdict" = 4
        )
        OR (
          (
            "t47"."verdict" = 5
          ) AND CONTAINS("t14"."unknowns", 'exception')
        )
        THEN COALESCE("t32"."entries_b", '')
        ELSE ''
      END
      ELSE ARRAY_TO_STRING(
        LIST_SORT(
          CASE
            WHEN STR_SPLIT(
              CASE
                WHEN (
                  (
                    "t47"."verdict" = 4
                  )
                  OR (
                    (
                      "t47"."verdict" = 5
                    ) AND CONTAINS("t14"."unknowns", 'exception')
                  )
                )
                AND NOT (
                  "t47"."directed"
                )
                THEN COALESCE("t31"."entries_a", '')
                ELSE ''
              END || '; ' || CASE
                WHEN (
                  "t47"."verdict" = 4
                )
                OR (
                  (
                    "t47"."verdict" = 5
                  ) AND CONTAINS("t14"."unknowns", 'exception')
                )
                THEN COALESCE("t32"."entries_b", '')
                ELSE ''
              END,
              '; '
            ) IS NULL
            THEN NULL
            ELSE LIST_DISTINCT(
              STR_SPLIT(
                CASE
                  WHEN (
                    (
                      "t47"."verdict" = 4
                    )
                    OR (
                      (
                        "t47"."verdict" = 5
                      ) AND CONTAINS("t14"."unknowns", 'exception')
                    )
                  )
                  AND NOT (
                    "t47"."directed"
                  )
                  THEN COALESCE("t31"."entries_a", '')
                  ELSE ''
                END || '; ' || CASE
                  WHEN (
                    "t47"."verdict" = 4
                  )
                  OR (
                    (
                      "t47"."verdict" = 5
                    ) AND CONTAINS("t14"."unknowns", 'exception')
                  )
                  THEN COALESCE("t32"."entries_b", '')
                  ELSE ''
                END,
                '; '
              )
            ) + CASE
              WHEN LIST_BOOL_OR(
                LIST_APPLY(
                  STR_SPLIT(
                    CASE
                      WHEN (
                        (
                          "t47"."verdict" = 4
                        )
                        OR (
                          (
                            "t47"."verdict" = 5
                          ) AND CONTAINS("t14"."unknowns", 'exception')
                        )
                      )
                      AND NOT (
                        "t47"."directed"
                      )
                      THEN COALESCE("t31"."entries_a", '')
                      ELSE ''
                    END || '; ' || CASE
                      WHEN (
                        "t47"."verdict" = 4
                      )
                      OR (
                        (
                          "t47"."verdict" = 5
                        ) AND CONTAINS("t14"."unknowns", 'exception')
                      )
                      THEN COALESCE("t32"."entries_b", '')
                      ELSE ''
                    END,
                    '; '
                  ),
                  LAMBDA x : x IS NULL
                )
              )
              THEN [NULL]
              ELSE []
            END
          END
        ),
        '; '
      )
    END AS "list_entry",
    COALESCE("t16"."zone", '') AS "zone",
    COALESCE("t15"."from_milestone", '') AS "from_milestone",
    CASE
      WHEN (
        CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."guarantors_a", '') ELSE '' END = CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."guarantors_b", '') ELSE '' END
      )
      OR (
        CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."guarantors_b", '') ELSE '' END = ''
      )
      THEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."guarantors_a", '') ELSE '' END
      WHEN CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."guarantors_a", '') ELSE '' END = ''
      THEN CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."guarantors_b", '') ELSE '' END
      ELSE ARRAY_TO_STRING(
        LIST_SORT(
          CASE
            WHEN STR_SPLIT(
              CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."guarantors_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."guarantors_b", '') ELSE '' END,
              '; '
            ) IS NULL
            THEN NULL
            ELSE LIST_DISTINCT(
              STR_SPLIT(
                CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."guarantors_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."guarantors_b", '') ELSE '' END,
                '; '
              )
            ) + CASE
              WHEN LIST_BOOL_OR(
                LIST_APPLY(
                  STR_SPLIT(
                    CASE WHEN "t47"."charged_a" THEN COALESCE("t31"."guarantors_a", '') ELSE '' END || '; ' || CASE WHEN "t47"."charged_b" THEN COALESCE("t32"."guarantors_b", '') ELSE '' END,
                    '; '
                  ),
                  LAMBDA x : x IS NULL
                )
              )
              THEN [NULL]
              ELSE []
            END
          END
        ),
        '; '
      )
    END AS "guarantors"
  FROM (
    SELECT
      "t45"."incident_id",
      "t45"."claimant",
      "t45"."directed",
      "t45"."norm",
      "t45"."stride",
      "t45"."bit",
      "t45"."many",
      "t45"."reading",
      "t45"."accord_hash",
      "t45"."stance_a",
      "t45"."stance_b",
      "t45"."spot",
      "t45"."verdict",
      "t45"."unknown",
      "t45"."charged_a",
      "t45"."charged_b",
      (
        "t45"."norm" * "t45"."many"
      ) + "t45"."bit" AS "of_norm",
      (
        (
          (
            "t45"."spot" * "t45"."stride"
          ) + "t45"."norm"
        ) * "t45"."many"
      ) + "t45"."bit" AS "of_spot",
      (
        (
          (
            "t45"."stance_a" * "t45"."stride"
          ) + "t45"."norm"
        ) * "t45"."many"
      ) + "t45"."bit" AS "of_stance_a",
      (
        (
          (
            "t45"."stance_b" * "t45"."stride"
          ) + "t45"."norm"
        ) * "t45"."many"
      ) + "t45"."bit" AS "of_stance_b"
    FROM (
      SELECT
        "t44"."incident_id",
        "t44"."claimant",
        "t44"."directed",
        "t44"."norm",
        "t44"."stride",
        "t17"."bit",
        "t17"."many",
        "t17"."reading",
        "t17"."accord_hash",
        "t44"."stance_a",
        "t44"."stance_b",
        "t44"."spot",
        CASE
          WHEN (
            (
              "t44"."violation" >> "t17"."bit"
            ) & 1
          ) = 1
          THEN 6
          WHEN (
            (
              "t44"."live" >> "t17"."bit"
            ) & 1
          ) = 1
          THEN 5
          WHEN (
            (
              "t44"."exempt" >> "t17"."bit"
            ) & 1
          ) = 1
          THEN 4
          WHEN (
            (
              "t44"."away" >> "t17"."bit"
            ) & 1
          ) = 1
          THEN 3
          WHEN (
            (
              "t44"."late" >> "t17"."bit"
            ) & 1
          ) = 1
          THEN 2
          WHEN (
            (
              "t44"."unbound" >> "t17"."bit"
            ) & 1
          ) = 1
          THEN 1
          ELSE 0
        END AS "verdict",
        CAST((
          (
            (
              "t44"."u_act" >> "t17"."bit"
            ) & 1
          ) << 0
        ) | (
          (
            (
              "t44"."u_actor" >> "t17"."bit"
            ) & 1
          ) << 1
        ) | (
          (
            (
              "t44"."u_target" >> "t17"."bit"
            ) & 1
          ) << 2
        ) | (
          (
            (
              "t44"."u_time" >> "t17"."bit"
            ) & 1
          ) << 3
        ) | (
          (
            (
              "t44"."u_place" >> "t17"."bit"
            ) & 1
          ) << 4
        ) | (
          (
            (
              "t44"."u_exception" >> "t17"."bit"
            ) & 1
          ) << 5
        ) | (
          (
            (
              "t44"."u_direction" >> "t17"."bit"
            ) & 1
          ) << 6
        ) | (
          (
            (
              "t44"."u_grade" >> "t17"."bit"
            ) & 1
          ) << 7
        ) AS SMALLINT) AS "unknown",
        (
          (
            "t44"."live_a" >> "t17"."bit"
          ) & 1
        ) = 1 AS "charged_a",
        (
          (
            "t44"."live_b" >> "t17"."bit"
          ) & 1
        ) = 1 AS "charged_b"
      FROM (
        SELECT
          "t42"."incident_id",
          "t42"."claimant",
          "t42"."directed",
          "t42"."norm",
          "t42"."stride",
          "t42"."stance_a",
          "t42"."stance_b",
          "t42"."spot",
          "t42"."live_a",
          "t42"."live_b",
          "t42"."sure_a" & (
            "t42"."sure_b" | (
              XOR("t42"."every", "t42"."both")
            )
          ) AS "violation",
          "t42"."live_a" | "t42"."live_b" AS "live",
          (
            "t42"."there_a" | "t42"."there_b"
          ) & (
            XOR("t42"."every", (
              "t42"."live_a" | "t42"."live_b"
            ))
          ) AS "exempt",
          (
            "t42"."bound_a" | "t42"."bound_b"
          ) & "t42"."t_may" & (
            XOR("t42"."every", "t42"."p_may")
          ) AS "away",
          (
            "t42"."bound_a" | "t42"."bound_b"
          ) & (
            XOR("t42"."every", "t42"."t_may")
          ) AS "late",
          (
            "t42"."covered_a" | "t42"."covered_b"
          ) & (
            XOR("t42"."every", (
              "t42"."bound_a" | "t42"."bound_b"
            ))
          ) AS "unbound",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t42"."every", "t42"."a_must")
          ) AS "u_act",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            (
              "t42"."live_a" & (
                XOR("t42"."every", "t42"."b_must_a")
              )
            ) | (
              "t42"."live_b" & (
                XOR("t42"."every", "t42"."b_must_b")
              )
            )
          ) AS "u_actor",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            (
              "t42"."live_a" & (
                XOR("t42"."every", "t42"."meant_a")
              )
            ) | (
              "t42"."live_b" & (
                XOR("t42"."every", "t42"."meant_b")
              )
            )
          ) AS "u_target",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t42"."every", "t42"."t_must")
          ) AS "u_time",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t42"."every", "t42"."p_must")
          ) AS "u_place",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            (
              "t42"."live_a" & "t42"."xm_a"
            ) | (
              "t42"."live_b" & "t42"."xm_b"
            )
          ) AS "u_exception",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & "t42"."both" & (
            XOR("t42"."live_a", "t42"."live_b")
          ) AS "u_direction",
          (
            "t42"."live_a" | "t42"."live_b"
          ) & (
            XOR(
              "t42"."every",
              (
                "t42"."sure_a" & (
                  "t42"."sure_b" | (
                    XOR("t42"."every", "t42"."both")
                  )
                )
              )
            )
          ) & (
            XOR("t42"."every", "t42"."g_must")
          ) AS "u_grade"
        FROM (
          SELECT
            "t41"."incident_id",
            "t41"."claimant",
            "t41"."directed",
            "t41"."deed",
            "t41"."moment",
            "t41"."stance_a",
            "t41"."stance_b",
            "t41"."spot",
            "t41"."deed_right",
            "t41"."norm",
            "t41"."stride",
            "t41"."every",
            "t41"."act_must",
            "t41"."act_may",
            "t41"."kind_must",
            "t41"."kind_may",
            "t41"."dx_must",
            "t41"."dx_may",
            "t41"."grade_must",
            "t41"."p_default",
            "t41"."of_moment",
            "t41"."of_spot",
            "t41"."of_stance_a",
            "t41"."of_stance_b",
            "t41"."moment_norm",
            "t41"."t_must",
            "t41"."t_may",
            "t41"."spot_norm",
            "t41"."p_must",
            "t41"."p_may",
            "t41"."zx_must",
            "t41"."zx_may",
            "t41"."stance_norm_a",
            "t41"."b_must_a",
            "t41"."xi_must_a",
            "t41"."x_must_a",
            "t41"."tp_must_a",
            "t41"."b_may_a",
            "t41"."xi_may_a",
            "t41"."x_may_a",
            "t41"."tp_may_a",
            "t41"."stance_norm_b",
            "t41"."b_must_b",
            "t41"."xi_must_b",
            "t41"."x_must_b",
            "t41"."tp_must_b",
            "t41"."b_may_b",
            "t41"."xi_may_b",
            "t41"."x_may_b",
            "t41"."tp_may_b",
            "t41"."a_must",
            "t41"."a_may",
            "t41"."k_must",
            "t41"."k_may",
            "t41"."both",
            "t41"."g_must",
            "t41"."meant_a",
            "t41"."x_a",
            "t41"."xm_a",
            "t41"."covered_a",
            "t41"."bound_a",
            "t41"."there_a",
            "t41"."live_a",
            "t41"."live_a" & "t41"."a_must" & "t41"."meant_a" & "t41"."b_must_a" & "t41"."t_must" & "t41"."p_must" & "t41"."g_must" & (
              XOR("t41"."every", "t41"."xm_a")
            ) AS "sure_a",
            "t41"."k_must" | "t41"."tp_must_a" AS "meant_b",
            "t41"."dx_must" | "t41"."x_must_a" | "t41"."xi_must_b" AS "x_b",
            "t41"."dx_may" | "t41"."x_may_a" | "t41"."xi_may_b" AS "xm_b",
            "t41"."a_may" & (
              "t41"."k_may" | "t41"."tp_may_a"
            ) & "t41"."both" AS "covered_b",
            "t41"."a_may" & (
              "t41"."k_may" | "t41"."tp_may_a"
            ) & "t41"."both" & "t41"."b_may_b" AS "bound_b",
            "t41"."a_may" & (
              "t41"."k_may" | "t41"."tp_may_a"
            ) & "t41"."both" & "t41"."b_may_b" & "t41"."t_may" & "t41"."p_may" AS "there_b",
            "t41"."a_may" & (
              "t41"."k_may" | "t41"."tp_may_a"
            ) & "t41"."both" & "t41"."b_may_b" & "t41"."t_may" & "t41"."p_may" & (
              XOR("t41"."every", (
                "t41"."dx_must" | "t41"."x_must_a" | "t41"."xi_must_b"
              ))
            ) AS "live_b",
            "t41"."a_may" & (
              "t41"."k_may" | "t41"."tp_may_a"
            ) & "t41"."both" & "t41"."b_may_b" & "t41"."t_may" & "t41"."p_may" & (
              XOR("t41"."every", (
                "t41"."dx_must" | "t41"."x_must_a" | "t41"."xi_must_b"
              ))
            ) & "t41"."a_must" & (
              "t41"."k_must" | "t41"."tp_must_a"
            ) & "t41"."b_must_b" & "t41"."t_must" & "t41"."p_must" & "t41"."g_must" & (
              XOR("t41"."every", (
                "t41"."dx_may" | "t41"."x_may_a" | "t41"."xi_may_b"
              ))
            ) AS "sure_b"
          FROM (
            SELECT
              "t40"."incident_id",
              "t40"."claimant",
              "t40"."directed",
              "t40"."deed",
              "t40"."moment",
              "t40"."stance_a",
              "t40"."stance_b",
              "t40"."spot",
              "t40"."deed_right",
              "t40"."norm",
              "t40"."stride",
              COALESCE("t40"."every", 0) AS "every",
              "t40"."act_must",
              "t40"."act_may",
              "t40"."kind_must",
              "t40"."kind_may",
              COALESCE("t40"."dx_must", 0) | COALESCE("t40"."zx_must", 0) AS "dx_must",
              COALESCE("t40"."dx_may", 0) | COALESCE("t40"."zx_may", 0) AS "dx_may",
              "t40"."grade_must",
              "t40"."p_default",
              "t40"."of_moment",
              "t40"."of_spot",
              "t40"."of_stance_a",
              "t40"."of_stance_b",
              "t40"."moment_norm",
              COALESCE("t40"."t_must", 0) AS "t_must",
              COALESCE("t40"."t_may", 0) AS "t_may",
              "t40"."spot_norm",
              COALESCE("t40"."p_must", 0) | COALESCE("t40"."p_default", 0) AS "p_must",
              COALESCE("t40"."p_may", 0) | COALESCE("t40"."p_default", 0) AS "p_may",
              "t40"."zx_must",
              "t40"."zx_may",
              "t40"."stance_norm_a",
              COALESCE("t40"."b_must_a", 0) AS "b_must_a",
              COALESCE("t40"."xi_must_a", 0) AS "xi_must_a",
              COALESCE("t40"."x_must_a", 0) AS "x_must_a",
              COALESCE("t40"."tp_must_a", 0) AS "tp_must_a",
              COALESCE("t40"."b_may_a", 0) AS "b_may_a",
              COALESCE("t40"."xi_may_a", 0) AS "xi_may_a",
              COALESCE("t40"."x_may_a", 0) AS "x_may_a",
              COALESCE("t40"."tp_may_a", 0) AS "tp_may_a",
              "t40"."stance_norm_b",
              COALESCE("t40"."b_must_b", 0) AS "b_must_b",
              COALESCE("t40"."xi_must_b", 0) AS "xi_must_b",
              COALESCE("t40"."x_must_b", 0) AS "x_must_b",
              COALESCE("t40"."tp_must_b", 0) AS "tp_must_b",
              COALESCE("t40"."b_may_b", 0) AS "b_may_b",
              COALESCE("t40"."xi_may_b", 0) AS "xi_may_b",
              COALESCE("t40"."x_may_b", 0) AS "x_may_b",
              COALESCE("t40"."tp_may_b", 0) AS "tp_may_b",
              COALESCE("t40"."act_must", 0) AS "a_must",
              COALESCE("t40"."act_may", 0) AS "a_may",
              COALESCE("t40"."kind_must", 0) AS "k_must",
              COALESCE("t40"."kind_may", 0) AS "k_may",
              CASE WHEN "t40"."directed" THEN 0 ELSE COALESCE("t40"."every", 0) END AS "both",
              COALESCE("t40"."grade_must", 0) AS "g_must",
              COALESCE("t40"."kind_must", 0) | COALESCE("t40"."tp_must_b", 0) AS "meant_a",
              COALESCE("t40"."dx_must", 0) | COALESCE("t40"."zx_must", 0) | COALESCE("t40"."x_must_b", 0) | COALESCE("t40"."xi_must_a", 0) AS "x_a",
              COALESCE("t40"."dx_may", 0) | COALESCE("t40"."zx_may", 0) | COALESCE("t40"."x_may_b", 0) | COALESCE("t40"."xi_may_a", 0) AS "xm_a",
              COALESCE("t40"."act_may", 0) & (
                COALESCE("t40"."kind_may", 0) | COALESCE("t40"."tp_may_b", 0)
              ) & COALESCE("t40"."every", 0) AS "covered_a",
              COALESCE("t40"."act_may", 0) & (
                COALESCE("t40"."kind_may", 0) | COALESCE("t40"."tp_may_b", 0)
              ) & COALESCE("t40"."every", 0) & COALESCE("t40"."b_may_a", 0) AS "bound_a",
              COALESCE("t40"."act_may", 0) & (
                COALESCE("t40"."kind_may", 0) | COALESCE("t40"."tp_may_b", 0)
              ) & COALESCE("t40"."every", 0) & COALESCE("t40"."b_may_a", 0) & COALESCE("t40"."t_may", 0) & (
                COALESCE("t40"."p_may", 0) | COALESCE("t40"."p_default", 0)
              ) AS "there_a",
              COALESCE("t40"."act_may", 0) & (
                COALESCE("t40"."kind_may", 0) | COALESCE("t40"."tp_may_b", 0)
              ) & COALESCE("t40"."every", 0) & COALESCE("t40"."b_may_a", 0) & COALESCE("t40"."t_may", 0) & (
                COALESCE("t40"."p_may", 0) | COALESCE("t40"."p_default", 0)
              ) & (
                XOR(
                  COALESCE("t40"."every", 0),
                  (
                    COALESCE("t40"."dx_must", 0) | COALESCE("t40"."zx_must", 0) | COALESCE("t40"."x_must_b", 0) | COALESCE("t40"."xi_must_a", 0)
                  )
                )
              ) AS "live_a"
            FROM (
              SELECT
                "t39"."incident_id",
                "t39"."claimant",
                "t39"."directed",
                "t39"."deed",
                "t39"."moment",
                "t39"."stance_a",
                "t39"."stance_b",
                "t39"."spot",
                "t39"."deed_right",
                "t39"."norm",
                "t39"."stride",
                "t39"."every",
                "t39"."act_must",
                "t39"."act_may",
                "t39"."kind_must",
                "t39"."kind_may",
                "t39"."dx_must",
                "t39"."dx_may",
                "t39"."grade_must",
                "t39"."p_default",
                "t39"."of_moment",
                "t39"."of_spot",
                "t39"."of_stance_a",
                "t39"."of_stance_b",
                "t18"."moment_norm",
                "t18"."t_must",
                "t18"."t_may",
                "t19"."spot_norm",
                "t19"."p_must",
                "t19"."p_may",
                "t19"."zx_must",
                "t19"."zx_may",
                "t33"."stance_norm_a",
                "t33"."b_must_a",
                "t33"."xi_must_a",
                "t33"."x_must_a",
                "t33"."tp_must_a",
                "t33"."b_may_a",
                "t33"."xi_may_a",
                "t33"."x_may_a",
                "t33"."tp_may_a",
                "t34"."stance_norm_b",
                "t34"."b_must_b",
                "t34"."xi_must_b",
                "t34"."x_must_b",
                "t34"."tp_must_b",
                "t34"."b_may_b",
                "t34"."xi_may_b",
                "t34"."x_may_b",
                "t34"."tp_may_b"
              FROM (
                SELECT
                  "t37"."incident_id",
                  "t37"."claimant",
                  "t37"."directed",
                  "t37"."deed",
                  "t37"."moment",
                  "t37"."stance_a",
                  "t37"."stance_b",
                  "t37"."spot",
                  "t37"."deed_right",
                  "t37"."norm",
                  "t37"."stride",
                  "t37"."every",
                  "t37"."act_must",
                  "t37"."act_may",
                  "t37"."kind_must",
                  "t37"."kind_may",
                  "t37"."dx_must",
                  "t37"."dx_may",
                  "t37"."grade_must",
                  "t37"."p_default",
                  (
                    "t37"."moment" * "t37"."stride"
                  ) + "t37"."norm" AS "of_moment",
                  (
                    "t37"."spot" * "t37"."stride"
                  ) + "t37"."norm" AS "of_spot",
                  (
                    "t37"."stance_a" * "t37"."stride"
                  ) + "t37"."norm" AS "of_stance_a",
                  (
                    "t37"."stance_b" * "t37"."stride"
                  ) + "t37"."norm" AS "of_stance_b"
                FROM (
                  SELECT
                    "t20"."incident_id",
                    "t20"."claimant",
                    "t20"."directed",
                    "t21"."deed",
                    "t20"."moment",
                    "t35"."stance_a",
                    "t36"."stance_b",
                    "t23"."spot",
                    "t24"."deed" AS "deed_right",
                    "t24"."norm",
                    "t24"."stride",
                    "t24"."every",
                    "t24"."act_must",
                    "t24"."act_may",
                    "t24"."kind_must",
                    "t24"."kind_may",
                    "t24"."dx_must",
                    "t24"."dx_may",
                    "t24"."grade_must",
                    "t24"."p_default"
                  FROM "servanda_timed" AS "t20"
                  INNER JOIN "servanda_deed_of" AS "t21"
                    ON "t20"."act" = "t21"."act"
                    AND "t20"."weapon" = "t21"."weapon"
                    AND "t20"."target_kind" = "t21"."target_kind"
                    AND "t20"."info_grade" = "t21"."info_grade"
                    AND "t20"."self_defence" = "t21"."self_defence"
                  INNER JOIN (
                    SELECT
                      "t13"."side" AS "side_a",
                      "t13"."of_moment" AS "of_moment_a",
                      "t13"."stance" AS "stance_a"
                    FROM "servanda_stance_of" AS "t13"
                  ) AS "t35"
                    ON "t20"."side_a" = "t35"."side_a" AND "t20"."moment" = "t35"."of_moment_a"
                  INNER JOIN (
                    SELECT
                      "t13"."side" AS "side_b",
                      "t13"."of_moment" AS "of_moment_b",
                      "t13"."stance" AS "stance_b"
                    FROM "servanda_stance_of" AS "t13"
                  ) AS "t36"
                    ON "t20"."side_b" = "t36"."side_b" AND "t20"."moment" = "t36"."of_moment_b"
                  INNER JOIN "servanda_era_of" AS "t22"
                    ON "t20"."moment" = "t22"."moment"
                  INNER JOIN "servanda_spot_of" AS "t23"
                    ON "t20"."lon" = "t23"."lon"
                    AND "t20"."lat" = "t23"."lat"
                    AND "t20"."radius_m" = "t23"."radius_m"
                    AND "t20"."within" = "t23"."within"
                    AND "t22"."era" = "t23"."era"
                  LEFT OUTER JOIN "servanda_deeds" AS "t24"
                    ON "t21"."deed" = "t24"."deed"
                ) AS "t37"
              ) AS "t39"
              LEFT OUTER JOIN "servanda_moments" AS "t18"
                ON "t39"."of_moment" = "t18"."moment_norm"
              LEFT OUTER JOIN "servanda_spots" AS "t19"
                ON "t39"."of_spot" = "t19"."spot_norm"
              LEFT OUTER JOIN (
                SELECT
                  "t7"."stance_norm" AS "stance_norm_a",
                  "t7"."b_must" AS "b_must_a",
                  "t7"."xi_must" AS "xi_must_a",
                  "t7"."x_must" AS "x_must_a",
                  "t7"."tp_must" AS "tp_must_a",
                  "t7"."b_may" AS "b_may_a",
                  "t7"."xi_may" AS "xi_may_a",
                  "t7"."x_may" AS "x_may_a",
                  "t7"."tp_may" AS "tp_may_a"
                FROM "servanda_stances" AS "t7"
              ) AS "t33"
                ON "t39"."of_stance_a" = "t33"."stance_norm_a"
              LEFT OUTER JOIN (
                SELECT
                  "t7"."stance_norm" AS "stance_norm_b",
                  "t7"."b_must" AS "b_must_b",
                  "t7"."xi_must" AS "xi_must_b",
                  "t7"."x_must" AS "x_must_b",
                  "t7"."tp_must" AS "tp_must_b",
                  "t7"."b_may" AS "b_may_b",
                  "t7"."xi_may" AS "xi_may_b",
                  "t7"."x_may" AS "x_may_b",
                  "t7"."tp_may" AS "tp_may_b"
                FROM "servanda_stances" AS "t7"
              ) AS "t34"
                ON "t39"."of_stance_b" = "t34"."stance_norm_b"
            ) AS "t40"
          ) AS "t41"
        ) AS "t42"
      ) AS "t44"
      CROSS JOIN "servanda_readings" AS "t17"
    ) AS "t45"
  ) AS "t47"
  LEFT OUTER JOIN "servanda_unknown_texts" AS "t14"
    ON "t47"."unknown" = "t14"."unknown"
  LEFT OUTER JOIN "servanda_norm_texts" AS "t15"
    ON "t47"."of_norm" = "t15"."norm_text"
  LEFT OUTER JOIN "servanda_spot_texts" AS "t16"
    ON "t47"."of_spot" = "t16"."spot_text"
  LEFT OUTER JOIN (
    SELECT
      "t3"."stance_text" AS "stance_text_a",
      "t3"."bearers" AS "bearers_a",
      "t3"."guarantors" AS "guarantors_a",
      "t3"."entries" AS "entries_a"
    FROM "servanda_stance_texts" AS "t3"
  ) AS "t31"
    ON "t47"."of_stance_a" = "t31"."stance_text_a"
  LEFT OUTER JOIN (
    SELECT
      "t3"."stance_text" AS "stance_text_b",
      "t3"."bearers" AS "bearers_b",
      "t3"."guarantors" AS "guarantors_b",
      "t3"."entries" AS "entries_b"
    FROM "servanda_stance_texts" AS "t3"
  ) AS "t32"
    ON "t47"."of_stance_b" = "t32"."stance_text_b"
) AS "t48"
ORDER BY
  "t48"."incident_id" ASC,
  "t48"."norm" ASC,
  "t48"."bit" ASC
